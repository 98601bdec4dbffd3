package io.slipway.seal;

/** A node's key-encryption key: wraps the file keys of open shares. Itself wrapped by the {@link RootKey}. */
public final class Kek extends KeyBytes {
    private Kek(byte[] bytes) {
        super(bytes);
    }

    /** @throws SealException {@link SealError#BAD_LENGTH} unless there are exactly 32 bytes */
    public static Kek of(byte[] bytes) {
        return new Kek(bytes);
    }

    public static Kek random(Randomness randomness) {
        return new Kek(randomness.bytes(Slp1.KEY_BYTES));
    }
}
