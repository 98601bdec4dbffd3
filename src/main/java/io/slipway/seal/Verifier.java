package io.slipway.seal;

import io.slipway.model.Digest;
import java.security.MessageDigest;

/** What a node keeps of a capability: its SHA-256. Compared in constant time. */
public final class Verifier {
    private Verifier() {}

    public static Digest of(byte[] token) {
        return Digests.sha256(token);
    }

    /** Whether the verifier was made of this token. */
    public static boolean matches(Digest verifier, byte[] token) {
        return matches(verifier, of(token));
    }

    /** Whether a proof (the SHA-256 of what was presented) is the verifier; a missing proof never is. */
    public static boolean matches(Digest verifier, Digest proof) {
        return proof != null && MessageDigest.isEqual(verifier.bytes(), proof.bytes());
    }
}
