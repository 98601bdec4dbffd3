package io.slipway.seal;

import io.slipway.model.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4) for everyone else in the node. */
public final class Digests {
    private Digests() {}

    public static Digest sha256(byte[] bytes) {
        return sha256(bytes, 0, bytes.length);
    }

    public static Digest sha256(byte[] bytes, int offset, int length) {
        RunningDigest digest = running();
        digest.update(bytes, offset, length);
        return digest.end();
    }

    /** Digests what remains of the buffer and leaves its position alone. */
    public static Digest sha256(ByteBuffer bytes) {
        RunningDigest digest = running();
        digest.update(bytes);
        return digest.end();
    }

    /** For bytes that come in pieces. */
    public static RunningDigest running() {
        return new RunningDigest();
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static byte[] sha256Raw(byte[]... parts) {
        MessageDigest digest = newSha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
