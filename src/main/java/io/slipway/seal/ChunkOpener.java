package io.slipway.seal;

import java.util.Arrays;
import java.util.Objects;

/**
 * Opens the chunks of one file, in any order, whole or in part. Lengths are checked before anything is opened; a byte is in
 * the output only if the segment it came from opened, and after a failure the output is zeros. Reuses its cipher and one
 * buffer of 64 KiB: keep one per file (or thread); not safe for use by two threads at once.
 */
public final class ChunkOpener {
    private final SegmentCipher cipher;
    private final byte[] salt = new byte[Slp1.SALT_BYTES];
    private byte[] scratch;

    /** @throws SealException {@link SealError#BAD_COMMIT} if the key isn't the one committed to */
    public ChunkOpener(FileKey key, FileHeader header, Commit commit) {
        commit.check(Commit.of(key, header));
        this.cipher = new SegmentCipher(key, header);
    }

    /**
     * Opens a chunk into {@code out}; the arrays must not be the same.
     *
     * @param last whether it is the file's last chunk
     * @return how many bytes of plaintext were written
     * @throws SealException {@link SealError#BAD_LENGTH}, {@link SealError#BAD_SEGMENT}
     */
    public int open(long index, boolean last, byte[] chunk, int offset, int length, byte[] out, int outOffset) {
        int plaintext = Sizes.plaintextLength(index, last, length);
        return open(index, false, last, chunk, offset, length, 0, plaintext, plaintext, out, outOffset);
    }

    /** Opens a whole array into a new one. */
    public byte[] open(long index, boolean last, byte[] chunk) {
        byte[] out = new byte[Sizes.plaintextLength(index, last, chunk.length)];
        return whole(open(index, last, chunk, 0, chunk.length, out, 0), out);
    }

    /**
     * Opens only the segments that hold the plaintext {@code from … to} (exclusive) of this chunk, and writes exactly those
     * bytes. It says nothing about the other segments.
     *
     * @return {@code to - from}
     * @throws SealException {@link SealError#BAD_LENGTH}, {@link SealError#BAD_SEGMENT}
     * @throws IndexOutOfBoundsException if the chunk doesn't reach to {@code to}
     */
    public int openRange(
            long index,
            boolean last,
            byte[] chunk,
            int offset,
            int length,
            int from,
            int to,
            byte[] out,
            int outOffset) {
        int plaintext = Sizes.plaintextLength(index, last, length);
        Objects.checkFromToIndex(from, to, plaintext);
        return open(index, false, last, chunk, offset, length, from, to, plaintext, out, outOffset);
    }

    /** Opens a range of a whole array into a new one. */
    public byte[] openRange(long index, boolean last, byte[] chunk, int from, int to) {
        byte[] out = new byte[Math.max(0, to - from)];
        return whole(openRange(index, last, chunk, 0, chunk.length, from, to, out, 0), out);
    }

    /** Opens a tail, see {@link ChunkSealer#sealTail}. */
    public byte[] openTail(long index, byte[] tail) {
        int plaintext = Sizes.plaintextLength(index, true, tail.length);
        if (plaintext == 0) {
            throw new SealException(SealError.BAD_LENGTH, "a tail holds at least one byte");
        }
        byte[] out = new byte[plaintext];
        return whole(open(index, true, false, tail, 0, tail.length, 0, plaintext, plaintext, out, 0), out);
    }

    /** Whether the chunk's final segment opens with that last bit; of a length that was found possible before. */
    boolean finalSegmentOpens(long index, boolean last, byte[] chunk, int offset, int length) {
        int segment = Sizes.segments(Sizes.plaintextLength(index, true, length)) - 1;
        int at = Slp1.SALT_BYTES + segment * Slp1.SEALED_SEGMENT_BYTES;
        begin(index, false, chunk, offset);
        return cipher.open(segment, last, chunk, offset + at, length - at, scratch(), 0);
    }

    private int open(
            long index,
            boolean tail,
            boolean last,
            byte[] chunk,
            int offset,
            int length,
            int from,
            int to,
            int plaintext,
            byte[] out,
            int outOffset) {
        Objects.checkFromIndexSize(offset, length, chunk.length);
        Objects.checkFromIndexSize(outOffset, to - from, out.length);
        begin(index, tail, chunk, offset);
        int finalSegment = Sizes.segments(plaintext) - 1;
        int firstWanted = Math.min(from / Slp1.SEGMENT_BYTES, finalSegment);
        int lastWanted = Math.max(firstWanted, (to - 1) / Slp1.SEGMENT_BYTES);
        for (int j = firstWanted; j <= lastWanted; j++) {
            int start = j * Slp1.SEGMENT_BYTES;
            int end = Math.min(start + Slp1.SEGMENT_BYTES, plaintext);
            int at = offset + Slp1.SALT_BYTES + j * Slp1.SEALED_SEGMENT_BYTES;
            boolean whole = from <= start && end <= to;
            byte[] target = whole ? out : scratch();
            int targetOffset = whole ? outOffset + start - from : 0;
            int sealed = end - start + Slp1.TAG_BYTES;
            if (!cipher.open(j, last && j == finalSegment, chunk, at, sealed, target, targetOffset)) {
                Arrays.fill(out, outOffset, outOffset + to - from, (byte) 0);
                throw new SealException(
                        SealError.BAD_SEGMENT, "segment " + j + " of chunk " + index + " does not open");
            }
            if (!whole) {
                int cutFrom = Math.max(start, from);
                int cutTo = Math.min(end, to);
                System.arraycopy(scratch, cutFrom - start, out, outOffset + cutFrom - from, cutTo - cutFrom);
            }
        }
        return to - from;
    }

    private void begin(long index, boolean tail, byte[] chunk, int offset) {
        System.arraycopy(chunk, offset, salt, 0, salt.length);
        cipher.chunk(index, tail, salt);
    }

    private byte[] scratch() {
        if (scratch == null) {
            scratch = new byte[Slp1.SEGMENT_BYTES];
        }
        return scratch;
    }

    private static byte[] whole(int written, byte[] out) {
        if (written != out.length) {
            throw new IllegalStateException("a chunk of another length than computed");
        }
        return out;
    }
}
