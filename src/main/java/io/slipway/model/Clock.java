package io.slipway.model;

/** Where a part of the node takes the time from. Facts are decided by Redis's time, never by this. */
@FunctionalInterface
public interface Clock {
    /** The machine's own clock; for timeouts and log lines only. */
    Clock SYSTEM = System::currentTimeMillis;

    /** Milliseconds since 1970, UTC. */
    long millis();
}
