package io.slipway.catalog;

import java.util.ArrayList;
import java.util.List;

/** Gathers the chunks that are missing into runs, up to a limit. */
final class MissingRuns {
    private final int limit;
    private final List<Long> ranges = new ArrayList<>();

    MissingRuns(int limit) {
        this.limit = limit;
    }

    /** Notes a missing chunk; chunks come in rising order. @return whether there is room for more runs */
    boolean add(long index) {
        int last = ranges.size() - 1;
        if (last >= 0 && ranges.get(last) == index - 1) {
            ranges.set(last, index);
            return true;
        }
        if (ranges.size() >= 2 * limit) {
            return false;
        }
        ranges.add(index);
        ranges.add(index);
        return true;
    }

    /** from, to, from, to …; both ends included. */
    List<Long> ranges() {
        return List.copyOf(ranges);
    }
}
