package io.slipway.seal;

import java.nio.ByteBuffer;

/**
 * Seals and opens the segments of one chunk after another. The key is of the chunk and its salt; the nonce is
 * {@code 0^7 | u32 segment | last}; the header's hash is authenticated with every segment. Not safe for use by two threads
 * at once.
 */
final class SegmentCipher {
    private final FileKey fileKey;
    private final byte[] hh;
    private final byte[] chunkLabel;
    private final byte[] tailLabel;
    private final Gcm gcm = new Gcm();
    private byte[] chunkKey;

    SegmentCipher(FileKey fileKey, FileHeader header) {
        this.fileKey = fileKey;
        this.hh = header.hash();
        this.chunkLabel = Labels.label(Labels.CHUNK, hh);
        this.tailLabel = Labels.label(Labels.TAIL, hh);
    }

    /** Goes on with another chunk. */
    void chunk(long index, boolean tail, byte[] salt) {
        byte[] info = Bytes.concat(tail ? tailLabel : chunkLabel, Bytes.u64(Sizes.checkedIndex(index)));
        chunkKey = Hkdf.derive(fileKey.raw(), salt, info, Slp1.KEY_BYTES);
    }

    void seal(int segment, boolean last, byte[] in, int offset, int length, byte[] out, int outOffset) {
        gcm.seal(chunkKey, nonce(segment, last), hh, in, offset, length, out, outOffset);
    }

    boolean open(int segment, boolean last, byte[] in, int offset, int length, byte[] out, int outOffset) {
        return gcm.open(chunkKey, nonce(segment, last), hh, in, offset, length, out, outOffset);
    }

    private static byte[] nonce(int segment, boolean last) {
        return ByteBuffer.allocate(Slp1.NONCE_BYTES)
                .putInt(7, segment)
                .put(11, (byte) (last ? 1 : 0))
                .array();
    }
}
