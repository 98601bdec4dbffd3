package io.slipway.chunks;

import io.slipway.protocol.Chunks;
import java.util.List;
import java.util.TreeMap;

/**
 * Which of several records with the same chunk number counts: the higher fence, then the lower offset; the rule by which
 * the index takes chunks as they are stored. Pure; holds one entry per chunk number.
 */
final class ScanFold {
    private final TreeMap<Long, Chunks.Found> best = new TreeMap<>();

    void add(Chunks.Found found) {
        best.merge(found.index(), found, ScanFold::better);
    }

    /** Those that count, by chunk number. */
    List<Chunks.Found> result() {
        return List.copyOf(best.values());
    }

    private static Chunks.Found better(Chunks.Found one, Chunks.Found other) {
        int byFence = Integer.compareUnsigned(one.fence(), other.fence());
        if (byFence != 0) {
            return byFence > 0 ? one : other;
        }
        return one.location().offset() <= other.location().offset() ? one : other;
    }
}
