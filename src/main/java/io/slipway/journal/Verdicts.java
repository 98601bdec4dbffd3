package io.slipway.journal;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Those who wait for the log to judge their records. A record is known by its number, which it carries, so that a verdict
 * may come before the brokers have said where the record is. Thread-safe.
 */
final class Verdicts {
    /** Most records waiting at once; more are refused. */
    static final int MAX_WAITING = 16_384;

    private final long patienceNanos;
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private long numbers;

    /** @param patienceNanos after which the outcome counts as unknown */
    Verdicts(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    /** @param since as {@code System.nanoTime} */
    private record Waiting(Call call, int index, long since) {}

    /** Records that were appended together. */
    static final class Call {
        private final long first;
        private final Verdict[] verdicts;
        private final Promise<List<Verdict>> promise = Promise.promise();
        private int open;

        private Call(long first, int records) {
            this.first = first;
            this.verdicts = new Verdict[records];
            this.open = records;
        }

        /** The number of one of them. */
        long number(int index) {
            return first + index;
        }

        Future<List<Verdict>> judged() {
            return promise.future();
        }
    }

    /** @return null if too many wait */
    Call open(int records, long now) {
        synchronized (waiting) {
            if (waiting.size() + records > MAX_WAITING) {
                return null;
            }
            Call call = new Call(numbers, records);
            numbers += records;
            for (int i = 0; i < records; i++) {
                waiting.put(call.number(i), new Waiting(call, i, now));
            }
            return call;
        }
    }

    /** The log has judged a record; does nothing if nobody waits for it any more. */
    void judged(long number, long offset, boolean accepted) {
        Call complete = null;
        synchronized (waiting) {
            Waiting one = waiting.remove(number);
            if (one != null) {
                one.call.verdicts[one.index] = new Verdict(offset, accepted);
                if (--one.call.open == 0) {
                    complete = one.call;
                }
            }
        }
        if (complete != null) {
            complete.promise.tryComplete(Arrays.asList(complete.verdicts));
        }
    }

    /** It won't be known what became of a record, or it wasn't appended. */
    void failed(long number, Problem problem) {
        Waiting one;
        synchronized (waiting) {
            one = waiting.remove(number);
            if (one != null) {
                for (int i = 0; i < one.call.verdicts.length; i++) {
                    waiting.remove(one.call.number(i));
                }
            }
        }
        if (one != null) {
            one.call.promise.tryFail(problem);
        }
    }

    /** Gives up on those who have waited too long. */
    void expire(long now) {
        List<Long> expired = new ArrayList<>();
        synchronized (waiting) {
            for (Map.Entry<Long, Waiting> one : waiting.entrySet()) {
                if (now - one.getValue().since < patienceNanos) {
                    break;
                }
                expired.add(one.getKey());
            }
        }
        expired.forEach(number -> failed(number, unknown()));
    }

    /** Gives up on all. */
    void close() {
        List<Long> all;
        synchronized (waiting) {
            all = List.copyOf(waiting.keySet());
        }
        all.forEach(number -> failed(number, unknown()));
    }

    static Problem unknown() {
        return new Problem(ProblemCode.UNAVAILABLE, "the change was not judged in time; the outcome is unknown");
    }
}
