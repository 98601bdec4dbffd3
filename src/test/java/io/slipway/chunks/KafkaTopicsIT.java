package io.slipway.chunks;

import static io.slipway.kit.ChunkFixtures.FULL_CHUNK;
import static io.slipway.kit.ChunkFixtures.await;
import static io.slipway.kit.ChunkFixtures.bytes;
import static io.slipway.kit.ChunkFixtures.chunk;
import static io.slipway.kit.ChunkFixtures.done;
import static io.slipway.kit.ChunkFixtures.fileId;
import static io.slipway.kit.ChunkFixtures.read;
import static io.slipway.kit.ChunkFixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.TestKafka;
import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import io.slipway.model.ChunkLocation;
import io.slipway.model.ComponentHealth;
import io.slipway.model.FileId;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What only a store in Kafka has to do: topics, other nodes, full disks, brokers that are away. */
class KafkaTopicsIT {
    private static final String PREFIX = "topics.";
    private static Vertx vertx;
    private static KafkaChunkStore store;

    private final Random random = new Random(11);
    private final FileId file = fileId(random);

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        store = new KafkaChunkStore(vertx, settings());
    }

    @AfterAll
    static void close() {
        store.close();
        done(vertx.close());
    }

    private static KafkaChunkSettings settings() {
        return KafkaChunkSettings.of(TestKafka.get().connection(), PREFIX);
    }

    private static Properties connection() {
        Properties properties = new Properties();
        properties.putAll(TestKafka.get().connection());
        return properties;
    }

    private static void createTopics(NewTopic... topics) throws Exception {
        try (Admin admin = Admin.create(connection())) {
            admin.createTopics(List.of(topics)).all().get();
        }
    }

    @Test
    void aBucketsTopicIsSetUpSoThatOnlyADropDeletes() throws Exception {
        done(store.ensureAhead(List.of(new BucketId(Width.MONTH, 1))));
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, PREFIX + "b.m1");
        try (Admin admin = Admin.create(connection())) {
            var config = admin.describeConfigs(List.of(topic)).all().get().get(topic);
            assertThat(Map.of(
                            "cleanup.policy", "delete",
                            "retention.ms", "-1",
                            "retention.bytes", "-1",
                            "segment.bytes", "268435456",
                            "compression.type", "uncompressed",
                            "max.message.bytes", "2097152"))
                    .allSatisfy((name, value) ->
                            assertThat(config.get(name).value()).as(name).isEqualTo(value));
        }
    }

    @Test
    void nothingIsWrittenToATopicThatWouldLoseIt() throws Exception {
        createTopics(new NewTopic(PREFIX + "b.m2", 2, (short) 1).configs(Map.of("retention.ms", "1000")));
        BucketId bucket = new BucketId(Width.MONTH, 2);
        assertThat(refusal(store.append(chunk(file, 0, bucket, 0, bytes(random, 10)))))
                .isEqualTo(ProblemCode.INTERNAL);
        assertThat(refusal(store.end(bucket, 0))).isEqualTo(ProblemCode.INTERNAL);
    }

    @Test
    void twoNodesMayMakeABucketAtTheSameTime() {
        BucketId bucket = new BucketId(Width.MONTH, 3);
        try (KafkaChunkStore other = new KafkaChunkStore(vertx, settings())) {
            Future<ChunkLocation> here = store.append(chunk(file, 0, bucket, 0, bytes(random, 10)));
            Future<ChunkLocation> there = other.append(chunk(file, 1, bucket, 0, bytes(random, 11)));
            assertThat(await(store.read(read(file, 1, await(there))))).hasSize(1);
            assertThat(await(other.read(read(file, 0, await(here))))).hasSize(1);
        }
    }

    @Test
    void aBucketThatAnotherNodeDroppedIsNotFound() {
        BucketId bucket = new BucketId(Width.MONTH, 4);
        ChunkLocation location = await(store.append(chunk(file, 0, bucket, 0, bytes(random, 10))));
        assertThat(await(store.read(read(file, 0, location)))).hasSize(1);
        try (KafkaChunkStore other = new KafkaChunkStore(vertx, settings())) {
            done(other.drop(bucket));
        }
        assertThat(refusal(store.read(read(file, 0, location)))).isEqualTo(ProblemCode.NOT_FOUND);
    }

    @Test
    void oneChunkIsOneBatch_soThatAFetchOfOneByteReadsOneChunk() {
        BucketId bucket = new BucketId(Width.MONTH, 5);
        done(store.ensureAhead(List.of(bucket)));
        int chunks = 6;
        List<Future<ChunkLocation>> writing = new java.util.ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            writing.add(store.append(chunk(file, i, bucket, 0, bytes(random, 5))));
        }
        done(Future.all(writing));
        Properties properties = connection();
        properties.putAll(Map.of("fetch.max.bytes", 1, "max.partition.fetch.bytes", 1, "max.poll.records", 100));
        var bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            consumer.assign(List.of(new TopicPartition(PREFIX + "b.m5", 0)));
            consumer.seekToBeginning(consumer.assignment());
            for (int seen = 0; seen < chunks; seen++) {
                assertThat(consumer.poll(Duration.ofSeconds(20)).count()).isEqualTo(1);
            }
        }
    }

    @Test
    void topicsThatAreNoBucketsAreNotListed() throws Exception {
        createTopics(new NewTopic(PREFIX + "journal", 1, (short) 1), new NewTopic(PREFIX + "b.x9", 1, (short) 1));
        BucketId bucket = new BucketId(Width.MONTH, 9);
        done(store.ensureAhead(List.of(bucket)));
        assertThat(await(store.list())).contains(bucket).allSatisfy(listed -> assertThat(listed.toString())
                .matches("[hdmn]\\d+"));
    }

    @Test
    void aFutureCompletesOnTheContextItWasMadeOn() {
        BucketId bucket = new BucketId(Width.MONTH, 6);
        Buffer bytes = bytes(random, FULL_CHUNK);
        Promise<Boolean> same = Promise.promise();
        vertx.runOnContext(start -> {
            Context context = vertx.getOrCreateContext();
            store.append(chunk(file, 0, bucket, 0, bytes))
                    .compose(location -> context == Vertx.currentContext()
                            ? store.read(read(file, 0, location))
                            : Future.failedFuture("elsewhere"))
                    .map(read -> context == Vertx.currentContext())
                    .onComplete(same);
        });
        assertThat(await(same.future())).isTrue();
    }

    @Test
    void aChunkIsRefusedBeforeTheDiskIsFull_andWrittenWhileThereIsRoom() {
        BucketId bucket = new BucketId(Width.MONTH, 7);
        long minimum = 1_000_000;
        int length = 5_000;
        AtomicLong usable = new AtomicLong();
        try (KafkaChunkStore bounded = new KafkaChunkStore(vertx, settings().withRoom(usable::get, minimum))) {
            usable.set(minimum + length - 1);
            assertThat(refusal(bounded.append(chunk(file, 0, bucket, 0, bytes(random, length)))))
                    .isEqualTo(ProblemCode.STORAGE_FULL);
            assertThat(await(bounded.check())).isEqualTo(ComponentHealth.ok());
            usable.set(minimum + length);
            ChunkLocation stored = await(bounded.append(chunk(file, 0, bucket, 0, bytes(random, length))));
            usable.set(minimum - 1);
            assertThat(await(bounded.check())).isInstanceOf(ComponentHealth.Degraded.class);
            assertThat(await(bounded.read(read(file, 0, stored)))).hasSize(1);
        }
    }

    @Test
    void aScanThatStopsEarlyGoesOnWhereItStopped() {
        BucketId bucket = new BucketId(Width.MONTH, 10);
        List<ChunkLocation> stored = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            stored.add(await(store.append(chunk(file, i, bucket, 0, bytes(random, FULL_CHUNK)))));
        }
        List<ChunkLocation> found = new ArrayList<>();
        long from = 0;
        int slices = 0;
        boolean whole = false;
        while (!whole) {
            Chunks.Scanned slice = new KafkaScan(
                            settings(),
                            new TopicPartition(PREFIX + "b." + bucket, 0),
                            new Chunks.Scan(bucket, 0, from, file),
                            System.nanoTime() + TimeUnit.SECONDS.toNanos(60),
                            () -> true)
                    .run();
            slice.found().forEach(one -> found.add(one.location()));
            assertThat(slice.through()).isGreaterThan(from);
            from = slice.through();
            whole = slice.whole();
            slices++;
        }
        assertThat(slices).isGreaterThan(1);
        assertThat(found).isEqualTo(stored);
        assertThat(from).isEqualTo(12);
    }

    @Test
    void brokersAreAskedHowFullTheyAre() {
        BucketId bucket = new BucketId(Width.MONTH, 9);
        try (KafkaChunkStore full = new KafkaChunkStore(
                vertx, settings().withRoom(KafkaChunkSettings.ROOM_OF_BROKERS, Long.MAX_VALUE / 2))) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (await(full.check()).equals(ComponentHealth.ok())) {
                assertThat(System.nanoTime()).as("in time").isLessThan(end);
            }
            assertThat(refusal(full.append(chunk(file, 0, bucket, 0, bytes(random, 10)))))
                    .isEqualTo(ProblemCode.STORAGE_FULL);
        }
        try (KafkaChunkStore roomy =
                new KafkaChunkStore(vertx, settings().withRoom(KafkaChunkSettings.ROOM_OF_BROKERS, 1))) {
            assertThat(await(roomy.append(chunk(file, 0, bucket, 0, bytes(random, 10))))
                            .length())
                    .isEqualTo(10);
        }
    }

    @Test
    void withKafkaAway_everythingIsUnavailableAndHealthSaysSo() {
        Map<String, String> nowhere = Map.of("bootstrap.servers", "127.0.0.1:9");
        BucketId bucket = new BucketId(Width.MONTH, 8);
        try (KafkaChunkStore away = new KafkaChunkStore(vertx, KafkaChunkSettings.of(nowhere, PREFIX))) {
            Future<?> append = away.append(chunk(file, 0, bucket, 0, bytes(random, 10)));
            Future<?> reading = away.read(read(file, 0, new ChunkLocation(bucket, 0, 0, 10)));
            assertThat(await(away.check())).isInstanceOf(ComponentHealth.Down.class);
            assertThat(refusal(append)).isEqualTo(ProblemCode.UNAVAILABLE);
            assertThat(refusal(reading)).isEqualTo(ProblemCode.UNAVAILABLE);
        }
    }
}
