package io.slipway.catalog;

import io.slipway.model.Digest;
import io.slipway.model.ShareId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What this node has seen charged to claims, so that bytes of a part that is paid for need no change of the share. Forgetting
 * any of it costs a change and nothing else.
 */
final class Leases {
    /** Claims that are remembered. */
    static final int REMEMBERED = 4_096;
    /** Progress is journalled at least so often, long before a claim is silent for too long. */
    static final long SAID_EVERY_MILLIS = 60_000;

    private record Key(ShareId share, Digest holder) {}

    private final Map<Key, Lease> leases = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Lease> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** A claim as it was last journalled by this node, and bytes sent since. */
    static final class Lease {
        private final Claim claim;
        private final long saidAt;
        private long unsaid;

        private Lease(Claim claim, long saidAt) {
            this.claim = claim;
            this.saidAt = saidAt;
        }

        int turn() {
            return claim.turn();
        }

        void sent(long bytes) {
            unsaid += bytes;
        }

        /** Bytes sent that no record tells of. */
        long unsaid() {
            return unsaid;
        }

        /** Whether bytes of these parts may be sent without a change of the share. @param total bytes of the share */
        boolean covers(int parts, long now, long total) {
            boolean alive = now - saidAt < SAID_EVERY_MILLIS && now < claim.deadAt();
            return alive && claim.covers(parts) && unsaid <= Math.max(Claims.SLACK_BYTES, total / Claims.PARTS);
        }
    }

    Lease of(ShareId share, Digest holder) {
        return leases.get(new Key(share, holder));
    }

    void put(ShareId share, Claim claim, long now) {
        leases.put(new Key(share, claim.holder()), new Lease(claim, now));
    }

    void forget(ShareId share, Digest holder) {
        leases.remove(new Key(share, holder));
    }

    void forget(ShareId share) {
        leases.keySet().removeIf(key -> key.share.equals(share));
    }
}
