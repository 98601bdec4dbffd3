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

    private final Map<ShareId, Set<Download>> byShare = new HashMap<>();

    void began(ShareId share, Download download) {
        byShare.computeIfAbsent(share, id -> new HashSet<>()).add(download);
    }

    void ended(ShareId share, Download download) {
        byShare.computeIfPresent(share, (id, downloads) -> {
            downloads.remove(download);
            return downloads.isEmpty() ? null : downloads;
        });
    }

    /** Cuts all downloads of a share. */
    void revoke(ShareId share) {
        List.copyOf(byShare.getOrDefault(share, Set.of())).forEach(Download::revoke);
    }

    @Override
    public void look(long now) {
        List<Download> stalled = byShare.values().stream()
                .flatMap(Set::stream)
                .filter(download -> download.stalledSince() < now - STALLED_MILLIS)
                .sorted(Comparator.comparingLong(Download::stalledSince))
                .toList();
        if (stalled.size() > MAX_STALLED) {
            stalled.subList(0, stalled.size() - MAX_STALLED).forEach(Download::cut);
        }
    }
}
