package io.slipway.cli.transfer;

/** Lets so many bytes pass per second, evenly, whoever carries them. Safe for use by threads. */
final class Throttle {
    /** The least that may be asked for, in bytes per second: a node ends what is much slower. */
    static final long LEAST = 64 << 10;

    private static final double NANOS = 1e9;

    private final long bytesPerSecond;
    private final Pauses pauses;
    private long freeAt;

    /** @param bytesPerSecond at least {@value #LEAST}; 0: as fast as it goes */
    Throttle(long bytesPerSecond, Pauses pauses) {
        this.bytesPerSecond = bytesPerSecond;
        this.pauses = pauses;
        this.freeAt = pauses.nanos();
    }

    /** Returns when these bytes may go. */
    void take(int bytes) throws InterruptedException {
        if (bytesPerSecond == 0) {
            return;
        }
        long wait = reserve(bytes);
        if (wait > 0) {
            pauses.sleep(wait);
        }
    }

    /** As {@link #take}, for those who can't wait. @return ns until these bytes may go, which count as gone */
    long takeLater(int bytes) {
        return bytesPerSecond == 0 ? 0 : Math.max(0, reserve(bytes));
    }

    /** Whether it lets so many bytes pass per second, or all. */
    boolean isAtLeast(long rate) {
        return bytesPerSecond == 0 || bytesPerSecond >= rate;
    }

    /** How many may share the rate without any of them becoming too slow for a node. */
    int workers(int most) {
        return bytesPerSecond == 0 ? most : (int) Math.max(1, Math.min(most, bytesPerSecond / (4 * LEAST)));
    }

    private synchronized long reserve(int bytes) {
        long now = pauses.nanos();
        long begins = Math.max(now, freeAt);
        freeAt = begins + (long) (bytes * NANOS / bytesPerSecond);
        return begins - now;
    }
}
