package io.slipway.seal;

/** The key a node keeps outside Kafka and Redis; without it nothing of an open share at rest can be read. */
public final class RootKey extends KeyBytes {
    private RootKey(byte[] bytes) {
        super(bytes);
    }

    /** @throws SealException {@link SealError#BAD_LENGTH} unless there are exactly 32 bytes */
    public static RootKey of(byte[] bytes) {
        return new RootKey(bytes);
    }

    public static RootKey random(Randomness randomness) {
        return new RootKey(randomness.bytes(Slp1.KEY_BYTES));
    }
}
