package io.slipway.relay;

import io.slipway.flow.TokenBucket;
import io.slipway.protocol.RelayFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** How many bytes a second each client address and each share may be granted at this node. Times are ns; not thread-safe. */
final class RelayRates {
    /** The largest burst, in bytes. */
    static final long MAX_BURST = 8L << 20;

    private static final int BURSTS_A_SECOND = 4;

    private final OptionalLong rate;
    private final Map<String, TokenBucket> buckets = new HashMap<>();

    RelayRates(OptionalLong rate) {
        this.rate = rate;
    }

    /** Whether there is a bound at all. */
    boolean bounded() {
        return rate.isPresent();
    }

    /** @param share may be empty: then the address alone counts */
    Allowance of(String address, String share) {
        List<String> names = new ArrayList<>();
        if (bounded()) {
            names.add("address " + address);
            if (!share.isEmpty()) {
                names.add("share " + share);
            }
        }
        return new Allowance(names);
    }

    /** Forgets those that nobody has taken from lately. */
    void forget(long now) {
        buckets.values().removeIf(bucket -> bucket.isFull(now));
    }

    int remembered() {
        return buckets.size();
    }

    private TokenBucket bucket(String name, long now) {
        return buckets.computeIfAbsent(name, fresh -> {
            long perSecond = rate.orElseThrow();
            // At least a frame, or nothing would ever pass.
            long burst = Math.max(RelayFrame.MAX_DATA, Math.min(MAX_BURST, perSecond / BURSTS_A_SECOND));
            return new TokenBucket(perSecond, burst, now);
        });
    }

    /** What one stream may be granted, by all that counts it. */
    final class Allowance {
        private final List<String> names;

        private Allowance(List<String> names) {
            this.names = names;
        }

        long available(long now) {
            long least = Long.MAX_VALUE;
            for (String name : names) {
                least = Math.min(least, bucket(name, now).available(now));
            }
            return least;
        }

        void take(long bytes, long now) {
            names.forEach(name -> bucket(name, now).take(bytes, now));
        }

        void give(long bytes, long now) {
            names.forEach(name -> bucket(name, now).give(bytes));
        }
    }
}
