package io.slipway.chunks;

import io.slipway.protocol.Chunks;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Which of several records counts, by the rule by which the index takes them as they are stored: of those with the same
 * chunk number the one with the higher fence, then the one with the lower offset; of tails, whatever their number, the one
 * with the higher fence, then the newest. Pure; holds one entry per chunk number.
 */
final class ScanFold {
    private final TreeMap<Long, Chunks.Found> best = new TreeMap<>();
    private Chunks.Found tail;

    void add(Chunks.Found found) {
        if (found.kind() == Chunks.Kind.TAIL) {
            tail = tail == null || byFence(found, tail) > 0 || byFence(found, tail) == 0 && later(found, tail)
                    ? found
                    : tail;
            return;
        }
        best.merge(found.index(), found, ScanFold::better);
    }

    /** Those that count, by chunk number, the tail last. */
    List<Chunks.Found> result() {
        List<Chunks.Found> all = new ArrayList<>(best.values());
        if (tail != null) {
            all.add(tail);
        }
        return List.copyOf(all);
    }

    private static Chunks.Found better(Chunks.Found one, Chunks.Found other) {
        int byFence = byFence(one, other);
        if (byFence != 0) {
            return byFence > 0 ? one : other;
        }
        return later(one, other) ? other : one;
    }

    private static int byFence(Chunks.Found one, Chunks.Found other) {
        return Integer.compareUnsigned(one.fence(), other.fence());
    }

    private static boolean later(Chunks.Found one, Chunks.Found other) {
        return one.location().offset() > other.location().offset();
    }
}
