package io.slipway.chunks;

import io.slipway.model.ShareId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shares that ended last, so that what was asked for before isn't copied afterwards. Time is counted in shares that ended.
 * Not thread-safe.
 */
final class EndedShares {
    /** Shares that are remembered: more than can end while chunks are being read. */
    static final int MAX = 1_024;

    private final Map<ShareId, Long> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ShareId, Long> eldest) {
            return size() > MAX;
        }
    };

    private long now;

    long now() {
        return now;
    }

    void add(ShareId share) {
        ended.remove(share);
        ended.put(share, now++);
    }

    /** Whether a share has ended since. */
    boolean since(ShareId share, long asked) {
        return ended.getOrDefault(share, -1L) >= asked;
    }
}
