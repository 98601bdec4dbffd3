package io.slipway.catalog;

import io.slipway.model.ShareId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tells that chunks of a share have arrived, at once and then at most ten times a second. For one thread. */
final class ArrivalNews {
    /** The least time between two pieces of news of one share. */
    static final long PAUSE_MILLIS = 100;

    private final Consumer<ShareId> tell;
    private final Later later;
    /** Shares of which there was news just now, and whether there is more. */
    private final Map<ShareId, Boolean> pausing = new HashMap<>();

    /** Does something after some time. */
    @FunctionalInterface
    interface Later {
        void in(long millis, Runnable what);
    }

    ArrivalNews(Consumer<ShareId> tell, Later later) {
        this.tell = tell;
        this.later = later;
    }

    /** A chunk of a file that stands in these shares is stored. */
    void stored(List<ShareId> shares) {
        shares.forEach(this::stored);
    }

    private void stored(ShareId share) {
        if (pausing.containsKey(share)) {
            pausing.put(share, true);
            return;
        }
        pausing.put(share, false);
        tell.accept(share);
        later.in(PAUSE_MILLIS, () -> {
            if (pausing.remove(share)) {
                stored(share);
            }
        });
    }
}
