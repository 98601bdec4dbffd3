package io.slipway.flow;

/**
 * Bytes per second with a bounded burst: fills steadily up to the burst, and is emptied by whoever takes. Pure; times are ns
 * since any fixed moment and don't go back. Not thread-safe.
 */
public final class TokenBucket {
    /** The largest burst: so that no product of it and a second in ns overflows. */
    public static final long MAX_BURST = 1L << 32;

    /** The highest rate, in bytes per second. */
    public static final long MAX_RATE = 1L << 40;

    private static final long SECOND = 1_000_000_000L;

    private final long perSecond;
    private final long burst;
    private long tokens;
    private long filledAt;

    /**
     * A full one.
     *
     * @param perSecond bytes, 1 … {@link #MAX_RATE}
     * @param burst bytes that may be taken at once after a rest, 1 … {@link #MAX_BURST}
     */
    public TokenBucket(long perSecond, long burst, long now) {
        if (perSecond < 1 || perSecond > MAX_RATE || burst < 1 || burst > MAX_BURST) {
            throw new IllegalArgumentException("no such bucket: " + perSecond + ", " + burst);
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.filledAt = now;
    }

    /** How much may be taken now. */
    public long available(long now) {
        long elapsed = now - filledAt;
        long untilFull = (burst - tokens) * SECOND / perSecond + 1;
        if (elapsed >= untilFull) {
            tokens = burst;
            filledAt = now;
        } else if (elapsed > 0) {
            // Below what fills it, so no product overflows.
            long more = elapsed * perSecond / SECOND;
            tokens += more;
            // What made no whole byte yet stays in the clock.
            filledAt += (more * SECOND + perSecond - 1) / perSecond;
        }
        return tokens;
    }

    /** @throws IllegalArgumentException for more than is available */
    public void take(long bytes, long now) {
        if (bytes < 0 || bytes > available(now)) {
            throw new IllegalArgumentException("more than there is: " + bytes);
        }
        tokens -= bytes;
    }

    /** Brings back what was taken and not used. */
    public void give(long bytes) {
        tokens = Math.min(burst, tokens + bytes);
    }

    /** Whether nobody has taken from it lately: a new one would be the same. */
    public boolean isFull(long now) {
        return available(now) == burst;
    }
}
