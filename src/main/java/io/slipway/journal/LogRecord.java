package io.slipway.journal;

import io.slipway.journal.Change.Answered;
import java.util.List;

/**
 * A record as it came from the log.
 *
 * @param offset its place
 * @param time when the broker took it, ms since 1970
 * @param key its entity; null if it is nobody's: a heartbeat, or a key that can't be read
 * @param state its value; null for {@link Kind#NOTHING}, and for a gone entity that left none
 * @param number which of this node's own records it is, -1 if another's
 */
record LogRecord(
        long offset,
        long time,
        EntityKey key,
        Kind kind,
        long base,
        boolean gone,
        byte[] state,
        byte[] entries,
        List<String> removals,
        List<Answered> answered,
        long number) {

    private static final int PARTS = 11;
    private static final byte[] EMPTY = new byte[0];

    /** In the order of the numbers that {@code apply.lua} knows them by. */
    enum Kind {
        /** The full state of the entity. */
        STATE,
        /** The entity is forgotten, its key destroyed. */
        NOTHING,
        /** Can't be read: void. */
        UNREADABLE,
        /** Only keeps the log moving; nobody's, and never given to Redis. */
        HEARTBEAT
    }

    static LogRecord heartbeat(long offset, long time) {
        return new LogRecord(offset, time, null, Kind.HEARTBEAT, -1, false, null, EMPTY, List.of(), List.of(), -1);
    }

    /** @param key null if not even that can be read */
    static LogRecord unreadable(long offset, long time, EntityKey key) {
        return new LogRecord(offset, time, key, Kind.UNREADABLE, -1, false, null, EMPTY, List.of(), List.of(), -1);
    }

    /** Bytes it takes in memory, about. */
    long size() {
        long bytes = 300 + entries.length + (state == null ? 0 : state.length);
        for (Answered one : answered) {
            bytes += 100 + one.answer().length;
        }
        return bytes;
    }

    boolean own() {
        return number >= 0;
    }

    /** As {@code apply.lua} takes it. */
    void pack(Pack pack) {
        pack.array(PARTS);
        pack.number(offset);
        pack.number(time);
        pack.text(key.toString());
        pack.number(kind.ordinal());
        pack.number(base);
        pack.number((gone ? 1 : 0) | (state != null ? 2 : 0));
        pack.bytes(state);
        pack.bytes(entries);
        pack.array(removals.size());
        removals.forEach(pack::text);
        pack.array(2 * answered.size());
        for (Answered one : answered) {
            pack.text(one.changeId());
            pack.bytes(one.answer());
        }
        pack.number(own() ? 1 : 0);
    }
}
