package io.slipway.catalog;

import io.slipway.model.ChunkLocation;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How far an upload that comes piece by piece is there without a gap.
 *
 * @param chunks full chunks from the beginning
 * @param tail where the bytes after them are; null if there are none
 * @param held whether somebody is writing to it
 */
record Front(long chunks, ChunkLocation tail, boolean held) {
    /** Plaintext bytes that are there. @param size of the file, or a negative number */
    long offset(long size) {
        long full = chunks * Slp1.CHUNK_BYTES;
        if (size >= 0 && full >= size) {
            return size;
        }
        return tail == null ? full : full + Sizes.plaintextLength(chunks, true, tail.length());
    }

    /** How a tail stands in the index: the number of its chunk, u64, then its entry. */
    static byte[] packTail(long index, UploadEntry entry) {
        byte[] packed = entry.pack();
        return ByteBuffer.allocate(Long.BYTES + packed.length)
                .putLong(index)
                .put(packed)
                .array();
    }

    /** The other way round. */
    static Checkpoint.Logged tailPiece(byte[] packed) {
        byte[] entry = Arrays.copyOfRange(packed, Long.BYTES, packed.length);
        return new Checkpoint.Logged(ByteBuffer.wrap(packed).getLong(), UploadEntry.unpack(entry), true);
    }

    static ChunkLocation tail(byte[] packed) {
        return ChunkLocation.unpack(ByteBuffer.wrap(packed, Long.BYTES, ChunkLocation.BYTES));
    }
}
