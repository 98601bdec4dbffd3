package io.slipway.model;

import java.nio.ByteBuffer;

/**
 * Where a sealed chunk lies: one record of a bucket topic. The packed form of {@value #BYTES} bytes is what an index
 * segment is made of: bucket u32 | partition u16 | offset u64 | length u32, big-endian.
 *
 * @param bucket the bucket topic
 * @param partition 0 … 65,535
 * @param offset the record's offset, ≥ 0
 * @param length sealed bytes, 1 … 2^31 - 1
 */
public record ChunkLocation(BucketId bucket, int partition, long offset, int length) {
    /** Bytes of the packed form. */
    public static final int BYTES = 18;

    public ChunkLocation {
        if (bucket == null || partition < 0 || partition > 0xFFFF || offset < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "no such place: " + bucket + "/" + partition + "@" + offset + "+" + length);
        }
    }

    /** Writes the packed form at the buffer's position. */
    public void pack(ByteBuffer into) {
        into.putInt(bucket.code()).putShort((short) partition).putLong(offset).putInt(length);
    }

    /** Reads the packed form at the buffer's position. */
    public static ChunkLocation unpack(ByteBuffer from) {
        return new ChunkLocation(
                BucketId.ofCode(from.getInt()), Short.toUnsignedInt(from.getShort()), from.getLong(), from.getInt());
    }
}
