package io.slipway.journal;

import static io.slipway.journal.Waiting.done;

import io.slipway.kit.RealRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.util.List;

/** What a real Redis shows, for the scripts of other packages. */
public final class TestView implements AutoCloseable {
    private static final Places PLACES = new Places(1, 1);

    private final RealRedis redis;
    private final RedisLink link;
    private final RedisContents contents;
    private final RedisView view;

    private TestView(Vertx vertx, RealRedis redis) {
        this.redis = redis;
        this.link =
                new RedisLink(vertx, vertx.getOrCreateContext(), redis.address().uri());
        this.view = new RedisView(link, "slp:", PLACES, new Horizon(PLACES.size()), () -> {});
        this.contents = new RedisContents(link, "slp:");
    }

    /** @param carried whether to take the binary that the jar carries (6.2) and not the one on the path (7 or newer) */
    public static TestView start(Vertx vertx, boolean carried) throws Exception {
        return new TestView(vertx, RealRedis.start(carried));
    }

    public RedisView view() {
        return view;
    }

    public void flush() {
        contents.flush();
    }

    /** The names of what was noted, without their prefix. */
    public List<String> names() {
        return contents.names("x:");
    }

    /** How long a name will be there, in ms. */
    public long ttl(String name) {
        return contents.ask(Command.PTTL, "slp:x:" + name).toLong();
    }

    /** All that texts and hashes hold. */
    public String values() {
        StringBuilder values = new StringBuilder();
        for (String name : names()) {
            String key = "slp:x:" + name;
            switch (contents.ask(Command.TYPE, key).toString()) {
                case "string" -> values.append(contents.ask(Command.GET, key)).append('\n');
                case "hash" -> values.append(contents.ask(Command.HVALS, key)).append('\n');
                default -> {
                    // Members are names again.
                }
            }
        }
        return values.toString();
    }

    @Override
    public void close() {
        done(link.close());
        redis.close();
    }
}
