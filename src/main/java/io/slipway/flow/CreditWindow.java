package io.slipway.flow;

/**
 * What the node of a receiver may grant on to a sender: never beyond what the receiver granted, nor beyond what it took by more
 * than a window. All are positions, so nothing leaks when a grant is lost or repeated. Pure; not thread-safe.
 */
public final class CreditWindow {
    private long wished;
    private long taken;
    private long granted;

    /**
     * @param start the first position
     * @param wished the receiver's first limit
     */
    public CreditWindow(long start, long wished) {
        this.taken = start;
        this.granted = start;
        this.wished = Math.max(start, wished);
    }

    /** The receiver grants up to a limit; one below an earlier limit changes nothing. */
    public void wish(long limit) {
        wished = Math.max(wished, limit);
    }

    /** The receiver's connection took everything up to a position; an earlier one changes nothing. */
    public void took(long position) {
        taken = Math.max(taken, position);
    }

    /** How many bytes more could be granted now. */
    public long open(long window) {
        return Math.max(0, Math.min(wished, taken + window) - granted);
    }

    /**
     * Grants as much as it may.
     *
     * @param window bytes that may be under way
     * @param allowance bytes that the rates allow on top of what was granted, ≥ 0
     * @return by how much the limit rose
     */
    public long grant(long window, long allowance) {
        long more = Math.min(open(window), allowance);
        granted += more;
        return more;
    }

    /** The limit that the sender may know. Never falls. */
    public long granted() {
        return granted;
    }

    /** Everything before it was taken. */
    public long taken() {
        return taken;
    }

    /** Bytes that may be under way or in memory: granted, not yet taken. */
    public long outstanding() {
        return Math.max(0, granted - taken);
    }
}
