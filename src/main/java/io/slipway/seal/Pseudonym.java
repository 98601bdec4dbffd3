package io.slipway.seal;

import java.nio.charset.StandardCharsets;

/** A name under which somebody is counted, and which tells nobody who that is without the root key. */
public final class Pseudonym {
    private static final int BYTES = 12;

    private Pseudonym() {}

    /** The same on every node that has this root key. @return 16 characters of base64url */
    public static String of(RootKey root, String who) {
        byte[] info = Labels.label(Labels.PSEUDONYM, who.getBytes(StandardCharsets.UTF_8));
        return Base64Url.encode(Hkdf.derive(root.bytes(), new byte[0], info, BYTES));
    }
}
