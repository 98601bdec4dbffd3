package io.slipway.journal;

import java.nio.ByteBuffer;

/**
 * An entity as Redis keeps it.
 *
 * <pre>
 *  i64 version | i64 seen | i64 owed | i64 time | u8 flags | u32 length, entries | state    big-endian
 * </pre>
 *
 * @param owed offset of the last void record that isn't settled, -1 if none
 * @param time when the log took the accepted record, ms since 1970
 * @param gone whether the entity ended
 * @param forgotten whether the log is to forget it
 * @param state null if there is none
 */
record EntityValue(
        long version, long seen, long owed, long time, boolean gone, boolean forgotten, byte[] entries, byte[] state) {
    static final EntityValue NONE = new EntityValue(-1, -1, -1, 0, false, false, new byte[0], null);

    /** What comes before the entries. */
    static final int HEADER_BYTES = 4 * Long.BYTES + 1 + Integer.BYTES;

    private static final int GONE = 1;
    private static final int STATE = 2;
    private static final int FORGOTTEN = 4;

    static EntityValue read(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        long version = in.getLong();
        long seen = in.getLong();
        long owed = in.getLong();
        long time = in.getLong();
        int flags = in.get();
        byte[] entries = new byte[in.getInt()];
        in.get(entries);
        byte[] state = null;
        if ((flags & STATE) != 0) {
            state = new byte[in.remaining()];
            in.get(state);
        }
        return new EntityValue(
                version, seen, owed, time, (flags & GONE) != 0, (flags & FORGOTTEN) != 0, entries, state);
    }

    Entity entity(EntityKey key) {
        return new Entity(key, state, gone, version, seen);
    }
}
