package io.slipway.seal;

import java.security.MessageDigest;

/**
 * 32 secret bytes: never printed, compared in constant time. Each kind of key has a class of its own, so that they can't be
 * mixed up.
 */
public abstract sealed class KeyBytes permits FileKey, ShareKey, Secret, PasswordKey, Kek, RootKey, Token {
    private final byte[] bytes;

    /** @throws SealException {@link SealError#BAD_LENGTH} unless there are exactly 32 bytes */
    KeyBytes(byte[] bytes) {
        if (bytes.length != Slp1.KEY_BYTES) {
            throw new SealException(SealError.BAD_LENGTH, "a key has 32 bytes");
        }
        this.bytes = bytes.clone();
    }

    /** A fresh copy of the 32 bytes. */
    public final byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes themselves, for reading only. */
    final byte[] raw() {
        return bytes;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof KeyBytes that
                && getClass() == that.getClass()
                && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public final int hashCode() {
        return Digests.sha256(bytes).hashCode();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[***]";
    }
}
