package io.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.journal.RealServices.RealRedis;
import io.slipway.model.ComponentHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalIT {
    private final List<KafkaJournal> started = new ArrayList<>();
    private Vertx vertx;
    private RealRedis redis;
    private JournalSettings settings;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        redis = RealRedis.start(false);
        settings = JournalSettings.of(
                        RealServices.kafka().clientSettings(), redis.address().uri())
                .withPrefixes("t" + UUID.randomUUID() + ".", "slp:");
    }

    @AfterEach
    void stop() {
        started.forEach(journal -> await(journal.stop()));
        await(vertx.close());
        redis.close();
    }

    private KafkaJournal node() {
        KafkaJournal journal = new KafkaJournal(vertx, settings);
        started.add(journal);
        await(journal.start());
        await(journal.ready());
        return journal;
    }

    @Test
    void aChangeIsSeenByAllNodes() {
        KafkaJournal one = node();
        KafkaJournal two = node();
        EntityKey key = new EntityKey("share", "a");

        byte[] answer = await(one.changes()
                .change(key, "c1", (entity, now) -> Decision.append(bytes("state"), false, List.of(), bytes("done"))));

        assertThat(answer).isEqualTo(bytes("done"));
        Entity seen = await(two.view().read(List.of(key))).entities().get(0);
        assertThat(seen.state()).isEqualTo(bytes("state"));
        assertThat(one.check()).isEqualTo(ComponentHealth.ok());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
