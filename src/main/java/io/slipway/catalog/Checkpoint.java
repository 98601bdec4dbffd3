package io.slipway.catalog;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What was stored of an upload since the checkpoint before, as it stands in the journal: u64 offset | u32 count | entries, each
 * u8 whether it is a tail | u64 chunk number | u16 length | packed entry; big-endian.
 *
 * @param through where in its partition a scan may begin that knows this checkpoint and those before
 */
record Checkpoint(long through, List<Logged> pieces) {
    private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;
    private static final int PIECE_BYTES = 1 + Long.BYTES + Short.BYTES;

    /** A chunk or a tail as the log has it. */
    record Logged(long index, UploadEntry entry, boolean tail) {
        /** By what the index tells it from other writes of the same chunk: chunk number u32, offset u64. */
        byte[] mark() {
            return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                    .putInt((int) index)
                    .putLong(entry.location().offset())
                    .array();
        }
    }

    byte[] pack() {
        List<byte[]> entries = pieces.stream().map(piece -> piece.entry.pack()).toList();
        int bytes =
                entries.stream().mapToInt(entry -> PIECE_BYTES + entry.length).sum();
        ByteBuffer out =
                ByteBuffer.allocate(HEAD_BYTES + bytes).putLong(through).putInt(pieces.size());
        for (int i = 0; i < entries.size(); i++) {
            Logged piece = pieces.get(i);
            out.put((byte) (piece.tail ? 1 : 0)).putLong(piece.index);
            out.putShort((short) entries.get(i).length).put(entries.get(i));
        }
        return out.array();
    }

    static Checkpoint unpack(byte[] packed) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        long through = in.getLong();
        int count = in.getInt();
        List<Logged> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean tail = in.get() == 1;
            long index = in.getLong();
            byte[] entry = new byte[in.getShort()];
            in.get(entry);
            pieces.add(new Logged(index, UploadEntry.unpack(entry), tail));
        }
        return new Checkpoint(through, pieces);
    }
}
