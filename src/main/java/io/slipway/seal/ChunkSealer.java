package io.slipway.seal;

import java.util.Objects;

/**
 * Seals the chunks of one file, each time under a fresh random salt: sealing a chunk again, after a crash or because it was
 * edited, never meets a key and a nonce twice. Reuses its cipher: keep one per file (or thread); not safe for use by two
 * threads at once.
 */
public final class ChunkSealer {
    private final SegmentCipher cipher;
    private final Randomness randomness;
    private final byte[] salt = new byte[Slp1.SALT_BYTES];

    public ChunkSealer(FileKey key, FileHeader header, Randomness randomness) {
        this.cipher = new SegmentCipher(key, header);
        this.randomness = randomness;
    }

    /**
     * Seals a range of {@code plaintext} into {@code out}; the arrays must not be the same.
     *
     * @param last whether this is the file's last chunk; any other has exactly 1 MiB, and only an empty file's is empty
     * @return how many bytes were written: {@link Sizes#sealedLength(int)} of the length
     */
    public int seal(long index, boolean last, byte[] plaintext, int offset, int length, byte[] out, int outOffset) {
        if (last ? length == 0 && index != 0 : length != Slp1.CHUNK_BYTES) {
            throw new IllegalArgumentException("only a file's last chunk is short, only an empty file's is empty");
        }
        return seal(index, false, last, plaintext, offset, length, out, outOffset);
    }

    /** Seals a whole array into a new one. */
    public byte[] seal(long index, boolean last, byte[] plaintext) {
        byte[] out = new byte[Sizes.sealedLength(plaintext.length)];
        checkWhole(seal(index, last, plaintext, 0, plaintext.length, out, 0), out);
        return out;
    }

    /**
     * Seals what has arrived of a chunk that isn't full yet, or that may or may not be the last: 1 byte … 1 MiB. Its key is
     * of another label, so it never passes for the chunk itself.
     */
    public int sealTail(long index, byte[] plaintext, int offset, int length, byte[] out, int outOffset) {
        if (length == 0) {
            throw new IllegalArgumentException("a tail holds at least one byte");
        }
        return seal(index, true, false, plaintext, offset, length, out, outOffset);
    }

    /** Seals a whole array into a new one. */
    public byte[] sealTail(long index, byte[] plaintext) {
        byte[] out = new byte[Sizes.sealedLength(plaintext.length)];
        checkWhole(sealTail(index, plaintext, 0, plaintext.length, out, 0), out);
        return out;
    }

    /** Begins a chunk: writes its fresh salt. The caller then seals each of its segments once, in order. */
    void begin(long index, boolean tail, byte[] out, int outOffset) {
        randomness.fill(salt);
        System.arraycopy(salt, 0, out, outOffset, salt.length);
        cipher.chunk(index, tail, salt);
    }

    void segment(int segment, boolean last, byte[] in, int offset, int length, byte[] out, int outOffset) {
        cipher.seal(segment, last, in, offset, length, out, outOffset);
    }

    private int seal(
            long index,
            boolean tail,
            boolean last,
            byte[] plaintext,
            int offset,
            int length,
            byte[] out,
            int outOffset) {
        int sealedLength = Sizes.sealedLength(length);
        Objects.checkFromIndexSize(offset, length, plaintext.length);
        Objects.checkFromIndexSize(outOffset, sealedLength, out.length);
        begin(index, tail, out, outOffset);
        int segments = Sizes.segments(length);
        int at = outOffset + Slp1.SALT_BYTES;
        for (int j = 0; j < segments; j++) {
            int done = j * Slp1.SEGMENT_BYTES;
            int step = Math.min(Slp1.SEGMENT_BYTES, length - done);
            segment(j, last && j == segments - 1, plaintext, offset + done, step, out, at);
            at += step + Slp1.TAG_BYTES;
        }
        return sealedLength;
    }

    private static void checkWhole(int written, byte[] out) {
        if (written != out.length) {
            throw new IllegalStateException("a chunk of another length than computed");
        }
    }
}
