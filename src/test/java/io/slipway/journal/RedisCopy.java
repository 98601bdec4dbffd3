package io.slipway.journal;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** A copy of a Redis, kept for a while and put in its place again, as a failover to a replica that lags would. */
final class RedisCopy {
    private static final String SAVE =
            """
            local saved = {}
            for _, key in ipairs(redis.call('KEYS', '*')) do
                saved[#saved + 1] = key
                saved[#saved + 1] = redis.call('DUMP', key)
            end
            return saved
            """;
    private static final String RESTORE =
            """
            redis.call('FLUSHALL')
            for i = 1, #ARGV, 2 do
                redis.call('RESTORE', ARGV[i], 0, ARGV[i + 1])
            end
            return 1
            """;

    private final RedisContents redis;
    private List<byte[]> saved;

    RedisCopy(RedisContents redis) {
        this.redis = redis;
    }

    /** Saves a copy, or if there is one puts it back. */
    void saveOrRestore() {
        if (saved == null) {
            saved = new ArrayList<>();
            for (Response part : redis.ask(Command.EVAL, SAVE, 0)) {
                saved.add(part.toBytes());
            }
        } else {
            List<Object> args = new ArrayList<>(List.of(RESTORE, 0));
            args.addAll(saved);
            redis.tell(Command.EVAL, args.toArray());
            saved = null;
        }
    }
}
