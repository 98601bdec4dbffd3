package io.slipway.journal;

import static io.slipway.journal.Waiting.done;

import io.slipway.kit.RealRedis;
import io.slipway.kit.TestKafka;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Some nodes on one Redis, with topics of their own on the broker that all tests share. */
final class TestCluster implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final RealRedis redis;
    final JournalSettings settings;
    private final List<KafkaJournal> nodes = new ArrayList<>();
    private final RedisLink straight;

    private TestCluster(RealRedis redis, JournalSettings settings) {
        this.redis = redis;
        this.settings = settings;
        this.straight = link();
    }

    static TestCluster start() throws Exception {
        return start(false, UnaryOperator.identity());
    }

    /** @param carried whether to take the Redis that the jar carries */
    static TestCluster start(boolean carried, UnaryOperator<JournalSettings> adapted) throws Exception {
        RealRedis redis = RealRedis.start(carried);
        JournalSettings settings = JournalSettings.of(
                        TestKafka.get().connection(), redis.address().uri())
                .withPrefixes("t" + UUID.randomUUID() + ".", "slp:")
                .withPartitions(2, 1);
        return new TestCluster(redis, adapted.apply(settings));
    }

    private RedisLink link() {
        return new RedisLink(vertx, vertx.getOrCreateContext(), redis.address().uri());
    }

    /** A node that is ready. */
    KafkaJournal node() {
        KafkaJournal node = starting();
        done(node.ready());
        return node;
    }

    /** A node that has started, ready or not. */
    KafkaJournal starting() {
        KafkaJournal node = new KafkaJournal(vertx, settings);
        nodes.add(node);
        done(node.start());
        return node;
    }

    void stop(KafkaJournal node) {
        nodes.remove(node);
        done(node.stop());
    }

    RedisContents contents() {
        return new RedisContents(straight, settings.redisPrefix());
    }

    /** SIGKILL, and up again on what its file holds. */
    void killRedis() throws Exception {
        redis.kill(contents().pid());
        redis.launch();
    }

    @Override
    public void close() {
        List.copyOf(nodes).forEach(this::stop);
        done(straight.close());
        done(vertx.close());
        redis.close();
    }
}
