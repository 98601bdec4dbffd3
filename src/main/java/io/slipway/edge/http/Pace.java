package io.slipway.edge.http;

import java.time.Duration;

/**
 * Whether bytes move fast enough to deserve the memory they hold: in every span of time at least so many. When others wait
 * for memory, the bar is higher and looked at more often. Pure; the caller counts only the time in which the other side was
 * the one to move.
 *
 * <p>Not a speed limit: a client that is cut off goes on where it stopped.
 */
final class Pace {
    private final Span usual;
    private final Span pressed;

    /** So many bytes at least in so much time. */
    record Least(long bytes, long millis) {}

    /**
     * @param usual what is asked of everybody
     * @param pressed what is asked while others wait for memory
     */
    record Rule(Least usual, Least pressed) {
        private static final long BYTES_PER_SECOND = 1 << 10;
        private static final long PRESSED_BYTES_PER_SECOND = 32 << 10;
        private static final int OFTENER = 5;

        /** 1 KiB/s in every span, and while others wait 32 KiB/s in every fifth of one. */
        static Rule per(Duration span) {
            long millis = span.toMillis();
            return new Rule(
                    new Least(BYTES_PER_SECOND * millis / 1000, millis),
                    new Least(PRESSED_BYTES_PER_SECOND * millis / OFTENER / 1000, millis / OFTENER));
        }
    }

    private static final class Span {
        private final Least least;
        private long began;
        private long bytes;

        private Span(Least least) {
            this.least = least;
        }

        /** Whether a span is over and had too few. */
        private boolean missed(long millis) {
            if (millis - began < least.millis) {
                return false;
            }
            boolean missed = bytes < least.bytes;
            began = millis;
            bytes = 0;
            return missed;
        }
    }

    Pace(Rule rule) {
        this.usual = new Span(rule.usual);
        this.pressed = new Span(rule.pressed);
    }

    void moved(long bytes) {
        usual.bytes += bytes;
        pressed.bytes += bytes;
    }

    /**
     * @param millis time in which the other side was the one to move, never going back
     * @param othersWait for memory
     */
    boolean tooSlow(long millis, boolean othersWait) {
        boolean missedPressed = pressed.missed(millis);
        return usual.missed(millis) || othersWait && missedPressed;
    }
}
