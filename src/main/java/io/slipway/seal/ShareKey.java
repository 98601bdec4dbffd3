package io.slipway.seal;

/** Wraps the keys of the files of one share; random, one per share. */
public final class ShareKey extends KeyBytes {
    private ShareKey(byte[] bytes) {
        super(bytes);
    }

    /** @throws SealException {@link SealError#BAD_LENGTH} unless there are exactly 32 bytes */
    public static ShareKey of(byte[] bytes) {
        return new ShareKey(bytes);
    }

    public static ShareKey random(Randomness randomness) {
        return new ShareKey(randomness.bytes(Slp1.KEY_BYTES));
    }
}
