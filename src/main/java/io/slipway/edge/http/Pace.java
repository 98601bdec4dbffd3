package io.slipway.edge.http;

import java.time.Duration;

/**
 * Whether bytes move fast enough to deserve the memory they hold: in every span of time at least so many. When others wait
 * for memory, the bar is higher. Pure; the caller counts only the time in which the other side was the one to move.
 *
 * <p>Not a speed limit: a client that is cut off goes on where it stopped.
 */
final class Pace {
    private final Rule rule;
    private long spanBegan;
    private long spanBytes;

    /**
     * @param spanMillis how often to look
     * @param minBytes the least that must have moved in a span
     * @param pressedBytes the same while others wait for memory
     */
    record Rule(long spanMillis, long minBytes, long pressedBytes) {
        private static final long MIN_BYTES_PER_SECOND = 1 << 10;
        private static final long PRESSED_BYTES_PER_SECOND = 32 << 10;

        /** 1 KiB/s, and 32 KiB/s while others wait. */
        static Rule per(Duration span) {
            long millis = span.toMillis();
            return new Rule(millis, MIN_BYTES_PER_SECOND * millis / 1000, PRESSED_BYTES_PER_SECOND * millis / 1000);
        }
    }

    Pace(Rule rule) {
        this.rule = rule;
    }

    void moved(long bytes) {
        spanBytes += bytes;
    }

    /** @param millis time in which the other side was the one to move, never going back */
    boolean tooSlow(long millis, boolean pressed) {
        if (millis - spanBegan < rule.spanMillis()) {
            return false;
        }
        boolean slow = spanBytes < (pressed ? rule.pressedBytes() : rule.minBytes());
        spanBegan = millis;
        spanBytes = 0;
        return slow;
    }
}
