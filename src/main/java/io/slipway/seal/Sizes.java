package io.slipway.seal;

/**
 * What becomes of sizes when a file is sealed: which chunks and segments hold which bytes, and how long they are. All pure;
 * sizes in bytes; ranges are {@code from} inclusive to {@code to} exclusive.
 */
public final class Sizes {
    private Sizes() {}

    /** How many chunks a file of so many bytes has; at least one. */
    public static long chunks(long size) {
        return Math.max(1, ceilDiv(checked(size), Slp1.CHUNK_BYTES));
    }

    /** How many bytes a file of so many bytes has when sealed. */
    public static long sealed(long size) {
        long full = chunks(size) - 1;
        return full * Slp1.SEALED_CHUNK_BYTES + sealedLength((int) (size - full * Slp1.CHUNK_BYTES));
    }

    /**
     * The size of the file that has so many bytes when sealed.
     *
     * @throws SealException {@link SealError#BAD_LENGTH} if none has
     */
    public static long plaintext(long sealed) {
        if (sealed < 0 || sealed > sealed(Slp1.MAX_SIZE)) {
            throw new SealException(SealError.BAD_LENGTH, "no file has that many bytes");
        }
        long full = Math.max(0, ceilDiv(sealed, Slp1.SEALED_CHUNK_BYTES) - 1);
        int rest = (int) (sealed - full * Slp1.SEALED_CHUNK_BYTES);
        return full * Slp1.CHUNK_BYTES + plaintextLength(full, true, rest);
    }

    /** Whether this chunk is the last of a file of so many bytes. */
    public static boolean isLast(long index, long size) {
        return index == chunks(size) - 1;
    }

    /** Plaintext in one chunk of a file of so many bytes, 0 … 1 MiB. */
    public static int plaintextLength(long index, long size) {
        checkIndex(index, size);
        return (int) Math.min(Slp1.CHUNK_BYTES, size - index * Slp1.CHUNK_BYTES);
    }

    /** The length a chunk of a file of so many bytes has when sealed. */
    public static int sealedLength(long index, long size) {
        return sealedLength(plaintextLength(index, size));
    }

    /** Where a chunk begins in the run of all sealed chunks. */
    public static long sealedOffset(long index) {
        return Math.multiplyExact(index, Slp1.SEALED_CHUNK_BYTES);
    }

    /** The length of a sealed chunk that holds so much plaintext, 0 … 1 MiB. */
    public static int sealedLength(int plaintext) {
        if (plaintext < 0 || plaintext > Slp1.CHUNK_BYTES) {
            throw new IllegalArgumentException("a chunk holds 0 to " + Slp1.CHUNK_BYTES + " bytes");
        }
        return Slp1.SALT_BYTES + plaintext + segments(plaintext) * Slp1.TAG_BYTES;
    }

    /**
     * How much plaintext a sealed chunk of that length holds.
     *
     * @param last whether it is the file's last chunk; any other is full, and only an empty file's is empty
     * @throws SealException {@link SealError#BAD_LENGTH} if there is no such chunk
     */
    public static int plaintextLength(long index, boolean last, int sealedLength) {
        if (sealedLength == Slp1.SEALED_CHUNK_BYTES) {
            return Slp1.CHUNK_BYTES;
        }
        int segments = (sealedLength - Slp1.SALT_BYTES) / Slp1.SEALED_SEGMENT_BYTES;
        int rest = (sealedLength - Slp1.SALT_BYTES) % Slp1.SEALED_SEGMENT_BYTES;
        boolean possible = last
                && sealedLength < Slp1.SEALED_CHUNK_BYTES
                && sealedLength >= Slp1.SALT_BYTES + Slp1.TAG_BYTES
                && (rest == 0 || rest > Slp1.TAG_BYTES || isEmptyFile(index, sealedLength));
        if (!possible) {
            throw new SealException(SealError.BAD_LENGTH, "no such chunk has " + sealedLength + " bytes");
        }
        return segments * Slp1.SEGMENT_BYTES + Math.max(0, rest - Slp1.TAG_BYTES);
    }

    /** How many segments so much plaintext of one chunk makes; at least one. */
    public static int segments(int plaintext) {
        return (int) Math.max(1, ceilDiv(plaintext, Slp1.SEGMENT_BYTES));
    }

    /**
     * The chunks that hold the bytes {@code from … to} of a file.
     *
     * @throws IllegalArgumentException unless 0 ≤ from < to ≤ {@link Slp1#MAX_SIZE}
     */
    public static ChunkRange range(long from, long to) {
        return ChunkRange.of(from, to);
    }

    static long checked(long size) {
        if (size < 0 || size > Slp1.MAX_SIZE) {
            throw new IllegalArgumentException("a file has 0 to 2^53 - 1 bytes");
        }
        return size;
    }

    static long checkedIndex(long index) {
        if (index < 0 || index > Slp1.MAX_INDEX) {
            throw new IllegalArgumentException("a chunk's number is 0 to 2^53 - 1");
        }
        return index;
    }

    private static void checkIndex(long index, long size) {
        if (index < 0 || index >= chunks(size)) {
            throw new IllegalArgumentException("the file has no such chunk");
        }
    }

    private static boolean isEmptyFile(long index, int sealedLength) {
        return index == 0 && sealedLength == Slp1.SALT_BYTES + Slp1.TAG_BYTES;
    }

    private static long ceilDiv(long value, long divisor) {
        return (value + divisor - 1) / divisor;
    }
}
