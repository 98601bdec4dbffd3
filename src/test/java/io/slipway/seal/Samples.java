package io.slipway.seal;

/** Plaintext that is the same everywhere: the formula of the shared vectors. */
final class Samples {
    /** Sizes at which something changes: empty, one byte, the borders of a segment and of a chunk, several chunks. */
    static final int[] SIZES = {
        0,
        1,
        (1 << 16) - 1,
        1 << 16,
        (1 << 16) + 1,
        200_000,
        (1 << 20) - 1,
        1 << 20,
        (1 << 20) + 1,
        2 << 20,
        (5 << 20) / 2
    };

    private Samples() {}

    /** Byte i is {@code (i*167 + (i>>>8)*13 + (i>>>16)*7 + seed) & 0xff}. */
    static byte[] plaintext(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 167 + (i >>> 8) * 13 + (i >>> 16) * 7 + seed);
        }
        return bytes;
    }
}
