package io.slipway.seal;

import io.slipway.model.ShareId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** What is derived for a code: the number that its words come to, and what takes the place of S. */
final class CodeKeys {
    static final byte[] NAME_A = Labels.ascii("slipway sender");
    static final byte[] NAME_B = Labels.ascii("slipway receiver");

    private static final byte[] CODE = Labels.ascii("slp/1 code");
    private static final byte[] CODE_SECRET = Labels.ascii("slp/1 code secret");

    private CodeKeys() {}

    /** w: the words as a number of the group, another one for each share. @param words in lower case, joined by a hyphen */
    static BigInteger password(String words, ShareId share) {
        byte[] ikm = words.getBytes(StandardCharsets.UTF_8);
        return BouncyCastlePoint.scalar(Hkdf.derive(ikm, share.bytes(), CODE, BouncyCastlePoint.SCALAR_SEED_BYTES));
    }

    static PairSecret secret(ShareId share, byte[] key) {
        return new PairSecret(share, Secret.of(Hkdf.derive(key, share.bytes(), CODE_SECRET, Slp1.KEY_BYTES)));
    }
}
