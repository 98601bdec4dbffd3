package io.slipway.edge.http;

import io.slipway.model.Digest;
import io.slipway.model.ShareId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The downloads under way on one event loop, so that those of a revoked share can be ended, and so that clients that take
 * nothing don't become too many: what waits for a socket is in no budget and can't be taken back.
 */
final class RunningDownloads implements Watchdog.Watched {
    /** Bytes that may wait for a socket: a long queue costs less CPU per byte. */
    static final int QUEUE_BYTES = 256 << 10;
    /** The same when {@link #CROWD} downloads stand still. */
    static final int CROWDED_QUEUE_BYTES = 32 << 10;
    /** Downloads that may stand still with a long queue: 10 MiB with what was being written. */
    static final int CROWD = 32;
    /** Downloads that may stand still at all: 16 MiB more. */
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

        /** Ends it if it is an earlier response to the same client. */
        default void superseded(Digest holder, int turn) {}
    }

    private final Map<ShareId, Set<Running>> byShare = new HashMap<>();
    private int stalled;

    void began(ShareId share, Running download) {
        byShare.computeIfAbsent(share, id -> new HashSet<>()).add(download);
    }

    void ended(ShareId share, Running download) {
        byShare.computeIfPresent(share, (id, downloads) -> {
            downloads.remove(download);
            return downloads.isEmpty() ? null : downloads;
        });
    }

    /** A client takes nothing, for now. */
    void stalled() {
        stalled++;
    }

    /** One of these takes something again, or is gone. */
    void moves() {
        stalled--;
    }

    /** How many bytes may wait for one socket. */
    int queueBytes() {
        return stalled < CROWD ? QUEUE_BYTES : CROWDED_QUEUE_BYTES;
    }

    /** Cuts all downloads of a share. */
    void revoke(ShareId share) {
        List.copyOf(byShare.getOrDefault(share, Set.of())).forEach(Running::revoke);
    }

    /** Ends what one client had before it asked anew. */
    void superseded(ShareId share, Digest holder, int turn) {
        List.copyOf(byShare.getOrDefault(share, Set.of())).forEach(one -> one.superseded(holder, turn));
    }

    @Override
    public void look(long now) {
        List<Running> standing = byShare.values().stream()
                .flatMap(Set::stream)
                .filter(download -> download.stalledSince() < now - STALLED_MILLIS)
                .sorted(Comparator.comparingLong(Running::stalledSince))
                .toList();
        if (standing.size() > MAX_STALLED) {
            standing.subList(0, standing.size() - MAX_STALLED).forEach(Running::cut);
        }
    }
}
