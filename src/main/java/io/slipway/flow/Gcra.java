package io.slipway.flow;

import io.slipway.model.Rate;

/**
 * The generic cell rate algorithm (ITU-T I.371, annex A): all there is to remember of a limit is the time at which it will
 * be untouched again. Pure; times are µs since any fixed moment.
 */
public final class Gcra {
    private Gcra() {}

    /**
     * What a wish comes to.
     *
     * @param untouchedAt to be remembered; the same as before if it was refused
     * @param retryMicros 0 if allowed
     * @param left how many more would be allowed at once
     * @param resetMicros until the limit is untouched again
     */
    public record Outcome(boolean allowed, long untouchedAt, long retryMicros, int left, long resetMicros) {}

    /**
     * @param untouchedAt of the last outcome; 0 if there was none
     * @param cost how many at once, 0 … the rate's count; 0 looks without taking
     */
    public static Outcome take(Rate rate, long untouchedAt, int cost, long now) {
        long interval = rate.intervalMicros();
        long tolerance = interval * rate.count();
        long before = Math.max(untouchedAt, now);
        long after = before + interval * cost;
        boolean allowed = after - tolerance <= now;
        long stands = allowed ? after : before;
        return new Outcome(
                allowed,
                allowed ? after : untouchedAt,
                allowed ? 0 : after - tolerance - now,
                (int) Math.max(0, (tolerance - (stands - now)) / interval),
                stands - now);
    }
}
