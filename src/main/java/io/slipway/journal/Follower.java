package io.slipway.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Follows one partition: reads its log and hands it to Redis, in order, without waiting for each answer. Every node does
 * this for every partition; Redis takes each record from whoever comes first. Nobody leads, nothing is committed: where to
 * go on is what Redis says.
 *
 * <pre>
 *            attached(position)              fetched ⇒ Apply …
 *   Lost ───────────────────────▶ Following ◀──────────────────┐
 *     ▲                            │  │  └── applied: Done ────┘
 *     │  applied: Behind, Foreign  │  │
 *     ├────────────────────────────┘  │ stopped(reason)
 *     │  lost(): Redis is away        ▼
 *     └──────────── retry() ─────── Stopped
 * </pre>
 *
 * <p><em>Lost</em>: somebody has to ask Redis how far it has come; that alone decides where to go on, be it at the
 * beginning. That is the whole of rebuilding.
 *
 * <p>No I/O, no clock. Not thread-safe.
 */
final class Follower {
    /** Most records that one script applies, so that others wait for it a few milliseconds at most. */
    static final int MAX_RECORDS = 256;

    /** Bytes of records after which a batch is closed. */
    static final long MAX_BYTES = 256 * 1024;

    sealed interface State {
        /** Where Redis stands isn't known. */
        record Lost() implements State {}

        /**
         * Reading.
         *
         * @param epoch of this attachment: what was fetched for an earlier one doesn't count
         */
        record Following(int epoch) implements State {}

        /** The log can't be read or judged; @param reason for the operator */
        record Stopped(String reason) implements State {}
    }

    /**
     * A stretch of the log for Redis to apply.
     *
     * @param life of the view that it was read for: for another one the log may hold too little by now
     * @param from Redis must have everything before it
     * @param next where the stretch ends: the records are all there is before it
     */
    record Apply(int epoch, String life, long from, long next, List<LogRecord> records) {}

    private static final State LOST = new State.Lost();

    private State state = LOST;
    private int epoch;
    private String life;
    /** Where the log is read next. */
    private long read;
    /** How far Redis is known to have come. */
    private long applied;
    /** Everything of this node's own before it has its verdict; -1 if never attached. */
    private long settled = -1;

    private int underWay;

    State state() {
        return state;
    }

    /** How far Redis is known to have come in this attachment, -1 if there is none. */
    long applied() {
        return state instanceof State.Following ? applied : -1;
    }

    /**
     * Redis has come so far.
     *
     * @param viewLife names this filling of the view
     * @return where to read from; earlier than that if records of this node's own still lack their verdict
     */
    long attached(String viewLife, long position) {
        state = new State.Following(++epoch);
        life = viewLife;
        applied = position;
        read = settled < 0 ? position : Math.min(position, settled);
        settled = read;
        underWay = 0;
        return read;
    }

    int epoch() {
        return epoch;
    }

    /**
     * The log holds these records from {@code from} to before {@code next}, and nothing else.
     *
     * @return what to hand to Redis, in this order; nothing if it has all that or this is not for this attachment
     */
    List<Apply> fetched(int fetchEpoch, long from, long next, List<LogRecord> records) {
        if (!(state instanceof State.Following) || fetchEpoch != epoch || next <= read) {
            return List.of();
        }
        if (from != read) {
            state = LOST;
            return List.of();
        }
        read = next;
        List<Apply> batches = batches(from, next, records);
        underWay += batches.size();
        if (underWay == 0) {
            settled = read;
        }
        return batches;
    }

    private List<Apply> batches(long from, long next, List<LogRecord> records) {
        List<Apply> batches = new ArrayList<>();
        List<LogRecord> batch = new ArrayList<>();
        long start = from;
        long bytes = 0;
        for (LogRecord one : records) {
            if (one.offset() < applied && !one.own()) {
                continue;
            }
            if (batch.size() == MAX_RECORDS || bytes > MAX_BYTES) {
                batches.add(batch(start, one.offset(), batch));
                start = one.offset();
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(one);
            bytes += one.size();
        }
        if (!batch.isEmpty() || next > applied) {
            batches.add(batch(start, next, batch));
        }
        return batches;
    }

    /** What Redis is known to have may be left out: then it must have that much. */
    private Apply batch(long from, long next, List<LogRecord> records) {
        return new Apply(epoch, life, Math.max(from, Math.min(applied, next)), next, List.copyOf(records));
    }

    /** Redis answered. */
    void applied(Apply batch, Applied result) {
        if (!(state instanceof State.Following) || batch.epoch() != epoch) {
            return;
        }
        if (!(result instanceof Applied.Done done)) {
            state = LOST;
            return;
        }
        applied = Math.max(applied, done.position());
        settled = Math.max(settled, batch.next());
        if (--underWay == 0) {
            settled = read;
        }
    }

    /** Redis or the log is away, or Redis was seen to have less than it had. */
    void lost() {
        if (state instanceof State.Following) {
            state = LOST;
        }
    }

    /** The log is damaged or was written by a later version: this node must not judge what follows. */
    void stopped(String reason) {
        state = new State.Stopped(reason);
    }

    /** Whoever stopped may try again. */
    void retry() {
        if (state instanceof State.Stopped) {
            state = LOST;
        }
    }
}
