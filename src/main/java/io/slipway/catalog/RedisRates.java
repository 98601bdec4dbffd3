package io.slipway.catalog;

import io.slipway.journal.RedisScript;
import io.slipway.journal.RedisView;
import io.slipway.protocol.Rates;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits in time for all nodes together, in Redis only: where Redis is lost they begin anew. One script decides and takes,
 * so no number of nodes that ask at once gets more than there is.
 */
final class RedisRates {
    private final RedisView view;
    private final RedisScript gcra;

    RedisRates(RedisView view) {
        this.view = view;
        gcra = view.script("gcra");
    }

    /** {@code UNAVAILABLE} while nobody can count. */
    Future<Rates.Taken> take(Rates.Take wish) {
        if (wish.limits().isEmpty() || wish.limits().size() > Rates.MAX_LIMITS) {
            throw new IllegalArgumentException("1 to " + Rates.MAX_LIMITS + " limits are asked at once");
        }
        List<String> keys = new ArrayList<>();
        List<byte[]> args = new ArrayList<>();
        args.add(text(wish.cost()));
        for (Rates.Limit limit : wish.limits()) {
            keys.add("rate:" + limit.name());
            args.add(text(limit.rate().intervalMicros()));
            args.add(text(limit.rate().count()));
        }
        return view.run(gcra, List.of(), keys, args).map(RedisRates::taken);
    }

    private static Rates.Taken taken(Response limits) {
        boolean allowed = true;
        long retry = 0;
        int left = Integer.MAX_VALUE;
        long reset = 0;
        for (Response limit : limits) {
            allowed &= limit.get(0).toInteger() == 1;
            retry = Math.max(retry, limit.get(1).toLong());
            if (limit.get(2).toInteger() < left) {
                left = limit.get(2).toInteger();
                reset = limit.get(3).toLong();
            }
        }
        return new Rates.Taken(allowed, retry, left, reset);
    }

    private static byte[] text(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }
}
