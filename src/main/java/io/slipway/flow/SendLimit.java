package io.slipway.flow;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a sender may send: below the highest limit it was granted, without a gap, going back only to where it was asked to go on
 * from, once for each time it was asked. Pure; not thread-safe.
 */
public final class SendLimit {
    /** Requests to go on from elsewhere that are remembered; beyond, the oldest is forgotten. */
    public static final int MAX_RESUMES = 8;

    private final long end;
    private final Deque<Long> resumes = new ArrayDeque<>();
    private long limit;
    private long next;

    /** What a piece of data is. */
    public enum Verdict {
        /** As it must be. */
        FITS,
        /** As it must be, and the last of its stream. */
        LAST,
        /** Beyond what was granted. */
        BEYOND_LIMIT,
        /** Not where the one before it ended, nor where it was asked for. */
        ASTRAY
    }

    /**
     * @param start the first position
     * @param end the first position after the stream
     * @param limit the first limit
     */
    public SendLimit(long start, long end, long limit) {
        this.next = start;
        this.end = end;
        this.limit = Math.max(start, limit);
    }

    /** The receiver grants up to a limit; one below an earlier limit changes nothing. */
    public void grant(long further) {
        limit = Math.max(limit, further);
    }

    /** The receiver asks for everything from a position on. */
    public void resume(long position) {
        if (resumes.size() == MAX_RESUMES) {
            resumes.removeFirst();
        }
        resumes.addLast(position);
    }

    /**
     * Data was sent. What doesn't fit changes nothing.
     *
     * @param length bytes, ≥ 1
     */
    public Verdict data(long position, int length) {
        if (position != next && !resumes.contains(position)) {
            return Verdict.ASTRAY;
        }
        if (length > Math.min(limit, end) - position) {
            return Verdict.BEYOND_LIMIT;
        }
        if (position != next) {
            while (resumes.removeFirst() != position) {
                // Requests before the one that was followed are void.
            }
        }
        next = position + length;
        return next == end ? Verdict.LAST : Verdict.FITS;
    }

    /** The position of the next piece. */
    public long next() {
        return next;
    }

    public long limit() {
        return limit;
    }
}
