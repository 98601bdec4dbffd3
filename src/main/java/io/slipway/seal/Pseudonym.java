package io.slipway.seal;

import io.slipway.model.Digest;
import io.slipway.model.ShareId;
import java.nio.charset.StandardCharsets;

/** A name under which somebody is counted, and which tells nobody who that is without the root key. */
public final class Pseudonym {
    private static final int BYTES = 12;
    private static final byte[] CLAIMANT = Labels.ascii("slipway claimant 1");

    private Pseudonym() {}

    /** The same on every node that has this root key. @return 16 characters of base64url */
    public static String of(RootKey root, String who) {
        byte[] info = Labels.label(Labels.PSEUDONYM, who.getBytes(StandardCharsets.UTF_8));
        return Base64Url.encode(Hkdf.derive(root.bytes(), new byte[0], info, BYTES));
    }

    /** The same for one share on all nodes, another for every share. @param traits what tells one from another */
    public static Digest of(RootKey root, ShareId share, String... traits) {
        byte[] all = Hkdf.derive(root.raw(), share.bytes(), CLAIMANT, Slp1.KEY_BYTES);
        for (String trait : traits) {
            all = Hkdf.extract(all, trait.getBytes(StandardCharsets.UTF_8));
        }
        return Digest.of(all);
    }
}
