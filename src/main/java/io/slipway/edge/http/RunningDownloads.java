package io.slipway.edge.http;

import io.slipway.model.ShareId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The downloads under way on one event loop, so that those of a revoked share can be ended, and so that clients that take
 * nothing don't become too many: each has a piece of an answer on its way to a socket, which can't be taken back.
 */
final class RunningDownloads implements Watchdog.Watched {
    /** Downloads that may stand still at once. Each holds up to 128 KiB beside the budget: 32 MiB. */
    static final int MAX_STALLED = 256;

    private static final long STALLED_MILLIS = 1_000;

    /** A download, as far as others may interfere. */
    interface Running {
        /** Since when the client takes nothing, in ms; {@link Long#MAX_VALUE} if it does. */
        long stalledSince();

        /** Ends it because the client takes nothing, and others have to be served. */
        void cut();

        /** Ends it because the share isn't offered any more. */
        void revoke();
    }

    private final Map<ShareId, Set<Running>> byShare = new HashMap<>();

    void began(ShareId share, Running download) {
        byShare.computeIfAbsent(share, id -> new HashSet<>()).add(download);
    }

    void ended(ShareId share, Running download) {
        byShare.computeIfPresent(share, (id, downloads) -> {
            downloads.remove(download);
            return downloads.isEmpty() ? null : downloads;
        });
    }

    /** Cuts all downloads of a share. */
    void revoke(ShareId share) {
        List.copyOf(byShare.getOrDefault(share, Set.of())).forEach(Running::revoke);
    }

    @Override
    public void look(long now) {
        List<Running> stalled = byShare.values().stream()
                .flatMap(Set::stream)
                .filter(download -> download.stalledSince() < now - STALLED_MILLIS)
                .sorted(Comparator.comparingLong(Running::stalledSince))
                .toList();
        if (stalled.size() > MAX_STALLED) {
            stalled.subList(0, stalled.size() - MAX_STALLED).forEach(Running::cut);
        }
    }
}
