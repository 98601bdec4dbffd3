package io.slipway.model;

import java.time.Duration;

/**
 * How often something may happen: so many times at once, then evenly spread over the span.
 *
 * @param count 1 … {@value #MAX_COUNT}
 * @param per the span in which they come back, 1 s … {@value #MAX_DAYS} days
 */
public record Rate(int count, Duration per) {
    public static final int MAX_COUNT = 1_000_000;
    public static final int MAX_DAYS = 30;

    public Rate {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("a rate is 1 to " + MAX_COUNT + " times per span");
        }
        if (per.compareTo(Duration.ofSeconds(1)) < 0 || per.compareTo(Duration.ofDays(MAX_DAYS)) > 0) {
            throw new IllegalArgumentException("a rate's span is 1 s to " + MAX_DAYS + " days");
        }
    }

    /** The time after which one more may happen, in µs, at least one. */
    public long intervalMicros() {
        return Math.max(1, per.toMillis() * 1_000 / count);
    }
}
