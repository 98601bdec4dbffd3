package io.slipway.journal;

import static io.slipway.journal.JournalIT.addTo;
import static io.slipway.journal.JournalIT.append;
import static io.slipway.journal.JournalIT.bytes;
import static io.slipway.journal.JournalIT.entity;
import static io.slipway.journal.Waiting.await;
import static io.slipway.journal.Waiting.persist;
import static io.slipway.journal.Waiting.refusal;
import static io.slipway.journal.Waiting.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.Processes;
import io.slipway.kit.TestKafka;
import io.slipway.model.ComponentHealth;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis flushed, killed, replaced by an older copy, broker frozen: nothing acknowledged is lost, no answer is wrong. */
class JournalFaultsIT {
    private static final EntityKey SHARE = new EntityKey("share", "a");

    private TestCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.start();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void nothingAnsweredIsLost_whenRedisIsFlushedAtRandomMoments() throws Exception {
        List<KafkaJournal> nodes = List.of(cluster.node(), cluster.node());
        RedisContents redis = cluster.contents();

        new ChangeStorm(nodes, 11).run(300, List.of(30, 85, 130, 200, 260), redis::flush);

        nodes.forEach(node -> until(node::check, ComponentHealth.ok()::equals));
    }

    @Test
    void nothingAnsweredIsLost_whenRedisIsKilled_alsoInMidRebuild() throws Exception {
        List<KafkaJournal> nodes = List.of(cluster.node(), cluster.node());

        new ChangeStorm(nodes, 12).run(200, List.of(40, 120), () -> {
            cluster.contents().flush();
            cluster.killRedis();
        });

        nodes.forEach(node -> until(node::check, ComponentHealth.ok()::equals));
    }

    @Test
    void nothingAnsweredIsLost_whenRedisFallsBackToAnOlderCopy() throws Exception {
        List<KafkaJournal> nodes = List.of(cluster.node(), cluster.node());
        RedisCopy copy = new RedisCopy(cluster.contents());

        new ChangeStorm(nodes, 13).run(300, List.of(50, 120, 180, 240), copy::saveOrRestore);

        nodes.forEach(node -> until(node::check, ComponentHealth.ok()::equals));
    }

    @Test
    void aViewThatIsBeingFilledShowsNothing() {
        KafkaJournal node = cluster.node();
        List<Future<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(node.changes().change(new EntityKey("share", "s" + i), "c", append("x", "x")));
        }
        answers.forEach(answer -> assertThat(await(answer)).isNotEmpty());
        cluster.contents().flush();

        for (int i = 0; i < 500; i++) {
            Future<Snapshot> read = node.view().read(List.of(new EntityKey("share", "s" + i)));
            Future<Snapshot> shown = read.recover(failure -> Future.succeededFuture());
            Snapshot snapshot = await(shown);
            assertThat(snapshot == null || snapshot.entities().get(0).state() != null)
                    .isTrue();
        }
        assertThat(entity(node, new EntityKey("share", "s499")).state()).isEqualTo(bytes("x"));
    }

    @Test
    void aViewOfAnotherLogIsEmptiedAndFilledAgain() {
        KafkaJournal node = cluster.node();
        assertThat(await(node.changes().change(SHARE, "c", append("kept", "x"))))
                .isNotEmpty();
        int place = new Places(2, 1).of(SHARE);
        for (String position : List.of("999999 1 %s", "0 1 another-topic", "1 1 %s")) {
            RedisContents redis = cluster.contents();
            String stands = redis.ask(Command.HGET, "slp:pos", "j" + place).toString();
            String topic = stands.substring(stands.lastIndexOf(' ') + 1);
            redis.tell(Command.SET, "slp:x:leftover", "x");
            // Something for the old position to lack.
            assertThat(await(node.changes().change(SHARE, "for " + position, append("kept", "x"))))
                    .isNotEmpty();
            cluster.stop(node);
            redis.tell(Command.HSET, "slp:pos", "j" + place, String.format(position, topic));

            node = cluster.node();

            assertThat(redis.ask(Command.EXISTS, "slp:x:leftover").toInteger())
                    .as(position)
                    .isZero();
            assertThat(entity(node, SHARE).state()).isEqualTo(bytes("kept"));
        }
    }

    @Test
    void readsGoOnAndChangesAreRefused_whileTheBrokerIsFrozen() throws Exception {
        KafkaJournal node = cluster.node();
        assertThat(await(node.changes().change(SHARE, "c1", append("1", "x")))).isNotEmpty();
        long pid = TestKafka.get().process().pid();
        Processes.signal("STOP", pid);
        try {
            Future<byte[]> change = node.changes().change(SHARE, "c2", addTo("2"));
            while (!change.isComplete()) {
                assertThat(await(node.view().read(List.of(SHARE)))
                                .entities()
                                .get(0)
                                .state())
                        .isEqualTo(bytes("1"));
            }
            assertThat(refusal(change)).isEqualTo(ProblemCode.UNAVAILABLE);
            until(node::check, ComponentHealth.Degraded.class::isInstance);
        } finally {
            Processes.signal("CONT", pid);
        }

        assertThat(persist(() -> node.changes().change(SHARE, "c2", addTo("2"))))
                .isEqualTo(bytes("did 2"));
        assertThat(new String(entity(node, SHARE).state(), UTF_8)).isEqualTo("12");
        until(node::check, ComponentHealth.ok()::equals);
    }
}
