package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.bus.Bus;
import io.slipway.catalog.CatalogSettings;
import io.slipway.catalog.CatalogVerticle;
import io.slipway.catalog.RoomSettings;
import io.slipway.chunks.CacheSettings;
import io.slipway.chunks.ChunkCache;
import io.slipway.chunks.ChunkStore;
import io.slipway.chunks.ChunkVerticle;
import io.slipway.chunks.KafkaChunkSettings;
import io.slipway.chunks.KafkaChunkStore;
import io.slipway.expiry.ExpiryVerticle;
import io.slipway.journal.JournalSettings;
import io.slipway.journal.KafkaJournal;
import io.slipway.kit.RealRedis;
import io.slipway.kit.TestKafka;
import io.slipway.model.BucketId;
import io.slipway.model.BucketPlan;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Edits;
import io.slipway.protocol.Expiry;
import io.slipway.protocol.OpenUploads;
import io.slipway.protocol.Space;
import io.slipway.seal.Commit;
import io.slipway.seal.Digests;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.FileMeta;
import io.slipway.seal.FileSealer;
import io.slipway.seal.Randomness;
import io.slipway.seal.RootKey;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Chunks, catalog and sweep on a real Kafka and a real Redis, with a clock that tests move. Each class has one of its own, so
 * that the times they set don't meet; of Kafka it has topics of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LivingCatalog {
    static final long HOUR = 3_600_000;
    static final long DAY = 24 * HOUR;

    final Randomness random = Randomness.of(new SecureRandom());
    final AtomicLong ahead = new AtomicLong();
    final Vertx vertx = Vertx.vertx();
    final Bus bus = new Bus(vertx);
    /** Of the names of its topics. */
    final String prefix = "t" + UUID.randomUUID() + ".";

    RealRedis redis;
    KafkaJournal journal;
    KafkaChunkStore store;
    CatalogSettings settings;
    final RootKey root = RootKey.random(random);
    final RoomSettings limits = new RoomSettings(5_000, 1_000, 1L << 20);

    @BeforeAll
    void start() throws Exception {
        redis = RealRedis.start(false);
        var kafka = TestKafka.get().connection();
        journal = new KafkaJournal(
                vertx, JournalSettings.of(kafka, redis.address().uri()).withPrefixes(prefix, "slp:"));
        await(journal.start().compose(started -> journal.ready()));
        store = new KafkaChunkStore(vertx, KafkaChunkSettings.of(kafka, prefix));
        settings = new CatalogSettings(
                1L << 30,
                16,
                30 * DAY,
                DAY,
                30_000,
                DAY,
                2,
                BucketPlan.of(Duration.ofDays(1)),
                now -> now + ahead.get());
        deploy(new ChunkVerticle(chunks(store), new ChunkCache(CacheSettings.of(Path.of("no-cache"), 0, 0)), bus));
        deploy(catalog(bus));
        deploy((new ExpiryVerticle(
                bus, Duration.ofHours(1), ExpiryVerticle.UPKEEP_EVERY, () -> Future.succeededFuture())));
    }

    /** What the keeper of chunks works with. */
    ChunkStore chunks(ChunkStore real) {
        return real;
    }

    /** Sends one command to Redis. */
    Response redis(String command, String... args) throws Exception {
        Redis client = Redis.createClient(vertx, redis.address().uri());
        try {
            Request request = Request.cmd(Command.create(command));
            for (String arg : args) {
                request.arg(arg);
            }
            return await(client.send(request));
        } finally {
            await(client.close());
        }
    }

    /** Waits until something is so, at most a minute; what can't be known yet isn't so. */
    static void until(Callable<Boolean> so) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                if (so.call()) {
                    return;
                }
            } catch (Problem problem) {
                if (problem.code() != ProblemCode.UNAVAILABLE) {
                    throw problem;
                }
            }
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @AfterAll
    void stop() throws Exception {
        await(journal.stop());
        store.close();
        await(vertx.close());
        redis.close();
    }

    Catalog.ShareView publish(long lifetime) throws Exception {
        OpenUploads.OpenUpload upload = await(bus.request(OpenUploads.BEGIN, new OpenUploads.BeginOpen(lifetime)));
        FileKey key = FileKey.of(upload.fileKey());
        FileHeader header = FileHeader.of(upload.fileId(), 5);
        List<byte[]> chunks = new ArrayList<>();
        FileSealer sealer = new FileSealer(key, header, random, chunk -> chunks.add(chunk.bytes()));
        sealer.write(new byte[] {1, 2, 3, 4, 5}, 0, 5);
        FileSealer.SealedFile sealed = sealer.end();
        Chunks.Appended appended = await(bus.request(
                Chunks.APPEND,
                new Chunks.Append(
                        upload.fileId(),
                        0,
                        upload.bucket(),
                        upload.partition(),
                        0,
                        Buffer.buffer(chunks.get(0)),
                        Digests.sha256(chunks.get(0)))));
        ByteBuffer locations = ByteBuffer.allocate(io.slipway.model.ChunkLocation.BYTES);
        appended.location().pack(locations);
        return await(bus.request(
                OpenUploads.PUBLISH,
                new OpenUploads.PublishOpen(
                        "publish-" + upload.shareId(),
                        List.of(new OpenUploads.OpenFile(
                                upload,
                                header.bytes(),
                                Commit.of(key, header).bytes(),
                                new FileMeta("a.txt", "", "text/plain", 0, 5).seal(key, header, 1, random),
                                sealed.seal(),
                                null,
                                locations.array(),
                                5,
                                "a.txt",
                                "",
                                "text/plain")),
                        lifetime,
                        Token.random(random).verifier(),
                        Edits.Terms.NONE)));
    }

    BucketId bucketOf(Catalog.ShareView share) throws Exception {
        return places(share).locations().get(0).bucket();
    }

    Catalog.Locations places(Catalog.ShareView share) throws Exception {
        return await(bus.request(
                Space.PLACES, new Space.FindPlaces(share.files().get(0).id(), 0, 8)));
    }

    List<Buffer> bytes(Catalog.ShareView share) throws Exception {
        return await(bus.request(
                        Chunks.READ,
                        new Chunks.Read(
                                share.files().get(0).id(), 0, places(share).locations())))
                .chunks();
    }

    /** How much may be kept. */
    RoomSettings limits() {
        return limits;
    }

    CatalogVerticle catalog(Bus on) {
        return new CatalogVerticle(on, journal, journal.changes(), journal.view(), root, random, settings, limits());
    }

    void deploy(io.vertx.core.Deployable actor) throws Exception {
        assertThat(await(vertx.deployVerticle(actor))).isNotNull();
    }

    Catalog.CreateShare wish(
            io.slipway.model.ShareId share, io.slipway.model.FileId file, String changeId, Token upload) {
        return new Catalog.CreateShare(
                changeId + share,
                share,
                HOUR,
                Token.random(random).verifier(),
                Token.random(random).verifier(),
                random.bytes(64),
                random.bytes(32),
                null,
                List.of(new Catalog.NewFile(
                        file,
                        FileHeader.of(file, 5).bytes(),
                        random.bytes(32),
                        random.bytes(288),
                        random.bytes(64),
                        upload.verifier())),
                Edits.Terms.NONE);
    }

    /** @return null if it succeeded, else why not */
    static ProblemCode code(Future<?> future) throws Exception {
        try {
            assertThat(await(future)).isNotNull();
            return null;
        } catch (Problem problem) {
            return problem.code();
        }
    }

    Expiry.SweepReport sweep() throws Exception {
        return await(bus.request(Expiry.SWEEP_NOW, new Expiry.SweepNow()));
    }

    int buckets() throws Exception {
        return await(bus.request(Chunks.LIST, new Chunks.ListBuckets()))
                .buckets()
                .size();
    }

    /** @return null if it is there, else why not */
    ProblemCode find(Catalog.ShareView share) throws Exception {
        try {
            return await(bus.request(Catalog.FIND, new Catalog.FindShare(share.id(), null))) == null
                    ? ProblemCode.INTERNAL
                    : null;
        } catch (Problem problem) {
            return problem.code();
        }
    }

    static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
