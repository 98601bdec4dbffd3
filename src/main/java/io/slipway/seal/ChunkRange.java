package io.slipway.seal;

/**
 * The chunks that hold a range of a file's plaintext, and what to take of each. Bytes are counted within the chunk,
 * {@code from} inclusive, {@code to} exclusive.
 *
 * @param first number of the first chunk
 * @param last number of the last chunk, included
 * @param fromInFirst where the range begins in the first chunk
 * @param toInLast where it ends in the last chunk
 */
public record ChunkRange(long first, long last, int fromInFirst, int toInLast) {
    static ChunkRange of(long from, long to) {
        if (from < 0 || from >= to || to > Slp1.MAX_SIZE) {
            throw new IllegalArgumentException("a range has at least one byte of the file");
        }
        long first = from / Slp1.CHUNK_BYTES;
        long last = (to - 1) / Slp1.CHUNK_BYTES;
        return new ChunkRange(
                first, last, (int) (from - first * Slp1.CHUNK_BYTES), (int) (to - last * Slp1.CHUNK_BYTES));
    }

    /** How many chunks, at least 1. */
    public long count() {
        return last - first + 1;
    }

    /** Where the range begins in that chunk. */
    public int from(long index) {
        return check(index) == first ? fromInFirst : 0;
    }

    /** Where the range ends in that chunk. */
    public int to(long index) {
        return check(index) == last ? toInLast : Slp1.CHUNK_BYTES;
    }

    private long check(long index) {
        if (index < first || index > last) {
            throw new IllegalArgumentException("the chunk is outside of the range");
        }
        return index;
    }
}
