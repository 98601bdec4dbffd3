package io.slipway.seal;

/** Seals one file. Always new, together with a new file id; never reused for a file that changed. */
public final class FileKey extends KeyBytes {
    private FileKey(byte[] bytes) {
        super(bytes);
    }

    /** @throws SealException {@link SealError#BAD_LENGTH} unless there are exactly 32 bytes */
    public static FileKey of(byte[] bytes) {
        return new FileKey(bytes);
    }

    public static FileKey random(Randomness randomness) {
        return new FileKey(randomness.bytes(Slp1.KEY_BYTES));
    }
}
