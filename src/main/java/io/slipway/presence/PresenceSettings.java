package io.slipway.presence;

import java.time.Duration;

/**
 * How long peers are taken to be there.
 *
 * @param lease without a word from its node a peer is away; renewed three times in that time
 * @param grace how long a peer that is away may come back
 * @param sweepEvery how often it is looked whose time is over
 */
public record PresenceSettings(Duration lease, Duration grace, Duration sweepEvery) {
    public static final Duration LEASE = Duration.ofSeconds(45);
    public static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

    /** As nodes have it, but for the grace. */
    public static PresenceSettings withGrace(Duration grace) {
        return new PresenceSettings(LEASE, grace, SWEEP_EVERY);
    }

    Duration renewEvery() {
        return lease.dividedBy(3);
    }
}
