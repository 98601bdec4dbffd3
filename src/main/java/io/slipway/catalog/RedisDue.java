package io.slipway.catalog;

import io.slipway.journal.RedisScript;
import io.slipway.journal.RedisView;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;

/** Lists that the follower keeps for the sweep: what ends when, what lives in which bucket. */
final class RedisDue {
    private final RedisView view;
    private final RedisScript before;
    private final RedisScript sizes;
    private final RedisScript members;
    private final RedisScript scan;
    private final RedisScript lease;

    RedisDue(RedisView view) {
        this.view = view;
        before = view.script("due-before");
        sizes = view.script("set-sizes");
        members = view.script("set-members");
        scan = view.script("set-scan");
        lease = view.script("lease");
    }

    /** Members of a sorted set up to a time, the earliest first, at most {@code limit}. */
    Future<List<String>> before(String zset, long time, int limit) {
        return view.runEverywhere(before, List.of(zset), List.of(text(time), text(limit)))
                .map(reply -> reply.stream().map(Response::toString).toList());
    }

    /** How many members each set has. */
    Future<List<Long>> sizes(List<String> sets) {
        if (sets.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return view.runEverywhere(sizes, sets, List.of())
                .map(reply -> reply.stream().map(Response::toLong).toList());
    }

    /** @param next where the next page begins; {@code 0} after the last */
    record Page(List<String> members, String next) {}

    /** A page of a set. */
    Future<Page> scan(String set, String cursor, int count) {
        return view.runEverywhere(scan, List.of(set), List.of(text(cursor), text(count)))
                .map(reply -> new Page(
                        reply.get(1).stream().map(Response::toString).toList(),
                        reply.get(0).toString()));
    }

    /** Some members of a set, others each time if there are more than {@code limit}. */
    Future<List<String>> members(String set, int limit) {
        return view.runEverywhere(members, List.of(set), List.of(text(limit)))
                .map(reply -> reply.stream().map(Response::toString).toList());
    }

    /**
     * Takes or keeps a task, so that others needn't do it as well. It may be taken away at any moment by a loss of Redis:
     * nothing may depend on it but who does the work.
     */
    Future<Boolean> lease(String task, String owner, long millis) {
        return view.runEverywhere(lease, List.of("lease:" + task), List.of(text(owner), text(millis)))
                .map(reply -> reply.toInteger() == 1);
    }

    private static byte[] text(Object value) {
        return value.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
