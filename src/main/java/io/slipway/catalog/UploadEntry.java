package io.slipway.catalog;

import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import java.nio.ByteBuffer;

/**
 * One chunk in the index of an upload under way. Packed: location 18 B | digest 32 B | fence u32, big-endian.
 *
 * @param digest SHA-256 of the sealed bytes
 */
record UploadEntry(ChunkLocation location, Digest digest, int fence) {
    static final int BYTES = ChunkLocation.BYTES + Digest.BYTES + 4;

    byte[] pack() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        location.pack(buffer);
        return buffer.put(digest.bytes()).putInt(fence).array();
    }

    static UploadEntry unpack(byte[] packed) {
        ByteBuffer buffer = ByteBuffer.wrap(packed);
        ChunkLocation location = ChunkLocation.unpack(buffer);
        byte[] digest = new byte[Digest.BYTES];
        buffer.get(digest);
        return new UploadEntry(location, Digest.of(digest), buffer.getInt());
    }
}
