package io.slipway.edge.http;

import io.slipway.model.ShareId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The downloads under way on one event loop, so that those of a revoked share can be ended. */
final class RunningDownloads {
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

    int count() {
        return byShare.values().stream().mapToInt(Set::size).sum();
    }
}
