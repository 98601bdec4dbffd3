package io.slipway.relay;

import io.slipway.protocol.RelayFrame;

/**
 * The memory that all streams share at the nodes of their receivers. A half of it is there so that each stream has the least
 * window, whatever the others do; the other half makes windows larger, in equal parts, as long as there is some. Pure; not
 * thread-safe.
 */
final class RelayMemory {
    /** The largest window, in bytes. */
    static final int MAX_WINDOW = 1 << 20;
    /** The smallest: one frame may travel while another is being taken. About 128 KiB. */
    static final int MIN_WINDOW = 2 * RelayFrame.MAX_DATA;
    /** What one stream takes. */
    static final int MIN_BYTES = 2 * MIN_WINDOW;

    private final int maxStreams;
    private final long spare;
    private int streams;
    private long lent;

    /** @param bytes at least {@link #MIN_BYTES} */
    RelayMemory(long bytes) {
        maxStreams = (int) Math.min(Integer.MAX_VALUE, bytes / 2 / MIN_WINDOW);
        spare = bytes - (long) maxStreams * MIN_WINDOW;
    }

    /** A part for one more stream; null if there is none. */
    Part open() {
        if (streams == maxStreams) {
            return null;
        }
        streams++;
        return new Part();
    }

    /** How many have a part. */
    int streams() {
        return streams;
    }

    /** What all windows come to, in bytes. */
    long bytes() {
        return (long) streams * MIN_WINDOW + lent;
    }

    /** What one stream may have in memory. */
    final class Part {
        private long more;
        private boolean closed;

        private Part() {}

        /** Bytes. */
        long window() {
            return MIN_WINDOW + more;
        }

        /**
         * Grows or shrinks to what is fair now.
         *
         * @param outstanding bytes that were granted and not taken: the window never shrinks below
         */
        void adjust(long outstanding) {
            long fair = Math.min(MAX_WINDOW - MIN_WINDOW, spare / streams);
            long wanted = more <= fair
                    ? Math.min(fair, more + spare - lent)
                    : Math.max(fair, Math.min(more, outstanding - MIN_WINDOW));
            lent += wanted - more;
            more = wanted;
        }

        /** Gives it back; once. */
        void close() {
            if (!closed) {
                closed = true;
                lent -= more;
                more = 0;
                streams--;
            }
        }
    }
}
