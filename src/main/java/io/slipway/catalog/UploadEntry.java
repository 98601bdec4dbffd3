package io.slipway.catalog;

import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import java.nio.ByteBuffer;

/**
 * One chunk in the index of an upload under way. Packed: location 18 B | digest 32 B | fence u32 | note, big-endian.
 *
 * @param digest SHA-256 of the sealed bytes
 * @param note as in {@link io.slipway.protocol.OpenUploads.PieceStored}; empty if there is none
 */
record UploadEntry(ChunkLocation location, Digest digest, int fence, byte[] note) {
    private static final byte[] NO_NOTE = {};

    static final int BYTES = ChunkLocation.BYTES + Digest.BYTES + 4;

    UploadEntry(ChunkLocation location, Digest digest, int fence) {
        this(location, digest, fence, NO_NOTE);
    }

    byte[] pack() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES + note.length);
        location.pack(buffer);
        return buffer.put(digest.bytes()).putInt(fence).put(note).array();
    }

    static UploadEntry unpack(byte[] packed) {
        ByteBuffer buffer = ByteBuffer.wrap(packed);
        ChunkLocation location = ChunkLocation.unpack(buffer);
        byte[] digest = new byte[Digest.BYTES];
        buffer.get(digest);
        int fence = buffer.getInt();
        byte[] note = buffer.hasRemaining() ? new byte[buffer.remaining()] : NO_NOTE;
        buffer.get(note);
        return new UploadEntry(location, Digest.of(digest), fence, note);
    }
}
