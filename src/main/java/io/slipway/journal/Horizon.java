package io.slipway.journal;

import java.util.concurrent.atomic.AtomicLongArray;

/** The highest position of each place that this node has met in Redis: nothing below is shown. Thread-safe. */
final class Horizon {
    private final AtomicLongArray met;

    Horizon(int places) {
        met = new AtomicLongArray(places);
    }

    long least(int place) {
        return met.get(place);
    }

    void met(int place, long position) {
        met.accumulateAndGet(place, position, Math::max);
    }

    /** The log was replaced by another: what was met doesn't count any more. */
    void forget(int place) {
        met.set(place, 0);
    }
}
