package io.slipway.journal;

import static io.slipway.journal.JournalIT.append;
import static io.slipway.journal.JournalIT.bytes;
import static io.slipway.journal.JournalIT.entity;
import static io.slipway.journal.Waiting.await;
import static io.slipway.journal.Waiting.done;
import static io.slipway.journal.Waiting.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kit.LiveFiles;
import io.slipway.kit.TestKafka;
import io.slipway.model.ComponentHealth;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logs that are not as they should be, and what must be in them no more. */
class KafkaLogsIT {
    private static final EntityKey SHARE = new EntityKey("share", "a");
    private static final JournalSettings.Times FORGETFUL = new JournalSettings.Times(
            Duration.ofHours(24),
            Duration.ofHours(24),
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            Duration.ZERO);

    private TestCluster cluster;

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aRecordThatCannotBeReadIsVoid_countedAndSettled() throws Exception {
        cluster = TestCluster.start(false, settings -> settings.withTimes(FORGETFUL));
        KafkaJournal node = cluster.node();
        assertThat(await(node.changes().change(SHARE, "c", append("state", "x"))))
                .isNotEmpty();

        write(SHARE.toString(), bytes("garbage"));

        until(node::check, health -> health instanceof ComponentHealth.Degraded);
        Entity entity = entity(node, SHARE);
        assertThat(entity.state()).isEqualTo(bytes("state"));
        assertThat(entity.seen()).isGreaterThan(entity.version());
        until(() -> await(node.repairOwed(10)), repaired -> repaired == 1);
        assertThat(entity(node, SHARE).state()).isEqualTo(bytes("state"));
        write("not the name of an entity", bytes("garbage"));
        assertThat(await(node.changes().change(SHARE, "c2", append("after", "x"))))
                .isNotEmpty();
    }

    @Test
    void aLogWrittenByALaterVersionIsLeftToLaterVersions() throws Exception {
        cluster = TestCluster.start();
        KafkaJournal node = cluster.node();

        write(SHARE.toString(), new byte[] {'S', 'J', Envelope.FORMAT + 1, 7});

        until(node::check, health -> health instanceof ComponentHealth.Down);
        assertThat(node.check().toString()).contains("later version");
        EntityKey elsewhere = new EntityKey("key", "k");
        assertThat(await(node.changes().change(elsewhere, "c", append("state", "x"))))
                .isNotEmpty();
    }

    private void write(String key, byte[] envelope) throws Exception {
        Map<String, Object> client = new HashMap<>(cluster.settings.kafka());
        Places places = new Places(2, 1);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    cluster.settings.topicPrefix() + "journal", places.of(SHARE), bytes(key), bytes("value"));
            record.headers().add(Envelope.HEADER, envelope);
            assertThat(producer.send(record).get().offset()).isNotNegative();
        }
    }

    @Test
    void aLogThatFailsItsChecksumIsNotReadOn_andTheOthersAre() throws Exception {
        cluster = TestCluster.start();
        KafkaJournal node = cluster.node();
        String state = "a state that will be damaged";
        assertThat(await(node.changes().change(SHARE, "c", append(state, "x")))).isNotEmpty();
        EntityKey elsewhere = new EntityKey("key", "k");
        assertThat(await(node.changes().change(elsewhere, "c", append("fine", "x"))))
                .isNotEmpty();
        cluster.stop(node);
        cluster.contents().flush();
        Path segment = segment(cluster.settings.topicPrefix() + "journal", new Places(2, 1).of(SHARE));
        flip(segment, state);

        KafkaJournal restarted = cluster.starting();

        until(restarted::check, health -> health.toString().contains("checksum"));
        assertThat(restarted.check()).isInstanceOf(ComponentHealth.Down.class);
        assertThat(restarted.ready().isComplete()).isFalse();
        assertThat(entity(restarted, elsewhere).state()).isEqualTo(bytes("fine"));
        flip(segment, new String(new byte[] {(byte) (state.charAt(0) ^ 1)}, UTF_8) + state.substring(1));
        done(restarted.ready());
        assertThat(entity(restarted, SHARE).state()).isEqualTo(bytes(state));
        until(restarted::check, ComponentHealth.ok()::equals);
    }

    private static Path segment(String topic, int partition) {
        return TestKafka.get().partition(topic, partition).resolve("00000000000000000000.log");
    }

    /** Flips a bit of the first byte of a text in a file. */
    private static void flip(Path file, String text) throws IOException {
        String content = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = content.indexOf(text);
        assertThat(at).isPositive();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            bytes.write(content.charAt(at) ^ 1);
        }
    }

    @Test
    void aDestroyedKeyIsInNoLogAfterAWhile() throws Exception {
        cluster = TestCluster.start(false, settings -> settings.withTimes(FORGETFUL));
        KafkaJournal node = cluster.node();
        EntityKey key = new EntityKey("key", "k");
        String secret = "canary-5b0f6e1c9d";
        assertThat(await(node.changes().change(key, "make", append(secret, "x"))))
                .isNotEmpty();
        Path folder = TestKafka.get().partition(cluster.settings.topicPrefix() + "keys", 0);
        assertThat(holds(folder, secret)).isTrue();

        byte[] unused = await(
                node.changes().change(key, "destroy", (entity, now) -> Decision.append(null, true, List.of(), null)));

        assertThat(entity(node, key)).satisfies(gone -> {
            assertThat(gone.gone()).isTrue();
            assertThat(gone.state()).isNull();
        });
        assertThat(cluster.contents().ask(Command.EXISTS, "slp:destroyed").toInteger())
                .isEqualTo(1);
        until(
                () -> {
                    done(node.heartbeat());
                    return holds(folder, secret);
                },
                held -> !held);
        assertThat(cluster.contents().ask(Command.EXISTS, "slp:destroyed").toInteger())
                .isZero();
        cluster.contents().flush();
        assertThat(entity(node, key).state()).isNull();
    }

    private static boolean holds(Path folder, String text) {
        try {
            List<Path> files = LiveFiles.in(folder);
            for (Path file : files) {
                if (LiveFiles.read(file).contains(text)) {
                    return true;
                }
            }
            // If a segment was replaced while it was looked at: look again.
            return !LiveFiles.in(folder).equals(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void topicsThatWouldLoseFactsAreRefused() throws Exception {
        cluster = TestCluster.start();
        cluster.stop(cluster.node());
        String journal = cluster.settings.topicPrefix() + "journal";
        configure(journal, "cleanup.policy", "delete");
        assertThatThrownBy(cluster::starting).isInstanceOf(JournalRefusal.class).hasMessageContaining("cleanup.policy");
        configure(journal, "cleanup.policy", "compact");
        configure(journal, "min.compaction.lag.ms", "86399999");
        assertThatThrownBy(cluster::starting).hasMessageContaining("min.compaction.lag.ms");
        configure(journal, "min.compaction.lag.ms", "86400001");
        String keys = cluster.settings.topicPrefix() + "keys";
        configure(keys, "max.compaction.lag.ms", "600001");
        assertThatThrownBy(cluster::starting).hasMessageContaining("max.compaction.lag.ms");
        configure(keys, "max.compaction.lag.ms", "600000");

        assertThat(cluster.node().check()).isEqualTo(ComponentHealth.ok());
    }

    @Test
    void aTopicWithOtherPartitionsIsRefused() throws Exception {
        cluster = TestCluster.start();
        try (Admin admin = admin()) {
            NewTopic topic = new NewTopic(cluster.settings.topicPrefix() + "keys", Optional.of(5), Optional.empty());
            assertThat(admin.createTopics(List.of(topic)).all().get()).isNull();
        }

        assertThatThrownBy(cluster::starting)
                .isInstanceOf(JournalRefusal.class)
                .hasMessageContaining("5 partitions, not 1");
    }

    private Admin admin() {
        return Admin.create(new HashMap<>(cluster.settings.kafka()));
    }

    private void configure(String topic, String property, String value)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(property, value), AlterConfigOp.OpType.SET);
        try (Admin admin = admin()) {
            assertThat(admin.incrementalAlterConfigs(Map.of(resource, List.of(set)))
                            .all()
                            .get())
                    .isNull();
        }
    }
}
