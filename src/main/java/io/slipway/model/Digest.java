package io.slipway.model;

import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 digest (FIPS 180-4): 32 bytes, immutable. Public data; comparing takes no care of timing. */
public final class Digest {
    public static final int BYTES = 32;

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws Problem {@link ProblemCode#BAD_REQUEST} unless there are exactly 32 bytes */
    public static Digest of(byte[] bytes) {
        if (bytes == null || bytes.length != BYTES) {
            throw new Problem(ProblemCode.BAD_REQUEST, "a SHA-256 digest has 32 bytes");
        }
        return new Digest(bytes.clone());
    }

    /** A fresh copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether these are the bytes of this digest. */
    public boolean matches(byte[] other) {
        return Arrays.equals(bytes, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
