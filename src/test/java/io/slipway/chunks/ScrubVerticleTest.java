package io.slipway.chunks;

import static io.slipway.kit.ChunkFixtures.await;
import static io.slipway.kit.ChunkFixtures.done;
import static io.slipway.kit.ChunkFixtures.fileId;
import static io.slipway.kit.ChunkFixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.bus.Bus;
import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Scrub;
import io.slipway.protocol.Space;
import io.slipway.seal.Digests;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScrubVerticleTest {
    private static final Digest OPERATOR = Digests.sha256(new byte[] {1});
    private static final int CHUNKS = 20;
    private static final int LENGTH = 10;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final Random random = new Random(5);
    private final BucketId bucket = new BucketId(Width.DAY, 20_000);
    private final List<FileId> files = List.of(fileId(random), fileId(random), fileId(random));
    /** Offsets at which nothing sound lies. */
    private final Set<Long> rotten = new HashSet<>();
    /** How far the places of all chunks are from where they were at first. */
    private volatile long moved;

    private final AtomicInteger away = new AtomicInteger();
    private volatile Promise<Void> gate = open();

    private static Promise<Void> open() {
        Promise<Void> gate = Promise.promise();
        gate.complete();
        return gate;
    }

    @BeforeEach
    void serve() {
        done(bus.serve(Chunks.LIST, q -> Future.succeededFuture(new Chunks.BucketList(List.of(bucket)))));
        done(bus.serve(
                Scrub.FILES,
                q -> Future.succeededFuture(
                        q.cursor() == null && q.share() == null
                                ? new Scrub.Files(files.subList(0, 2), "1")
                                : new Scrub.Files(files.subList(2, 3), null))));
        done(bus.serve(Space.PLACES, this::places));
        done(bus.serve(Chunks.READ, q -> gate.future().compose(go -> read(q))));
        done(vertx.deployVerticle(new ScrubVerticle(bus, OPERATOR)));
    }

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private Future<Catalog.Locations> places(Space.FindPlaces question) {
        if (away.getAndDecrement() > 0) {
            return Future.failedFuture(new Problem(ProblemCode.UNAVAILABLE, "away"));
        }
        int file = files.indexOf(question.fileId());
        if (file == 1) {
            return Future.failedFuture(new Problem(ProblemCode.NOT_FOUND, "still arriving"));
        }
        List<ChunkLocation> places = new ArrayList<>();
        for (long i = question.from(); i < Math.min(CHUNKS, question.from() + question.count()); i++) {
            places.add(new ChunkLocation(bucket, 0, moved + file * 1_000 + i, LENGTH));
        }
        return Future.succeededFuture(new Catalog.Locations(question.from(), places, CHUNKS, false));
    }

    private Future<Chunks.Bytes> read(Chunks.Read run) {
        List<Buffer> chunks = new ArrayList<>();
        for (ChunkLocation place : run.locations()) {
            if (place.offset() < moved) {
                return Future.failedFuture(KafkaChunkRecord.notFound());
            }
            if (rotten.contains(place.offset())) {
                return Future.failedFuture(KafkaChunkRecord.damaged());
            }
            chunks.add(Buffer.buffer(new byte[LENGTH]));
        }
        return Future.succeededFuture(new Chunks.Bytes(chunks));
    }

    private Future<Scrub.Report> start() {
        return bus.request(Scrub.START, new Scrub.Start(OPERATOR, null, Scrub.MAX_RATE));
    }

    private Scrub.Report look() {
        return await(bus.request(Scrub.LOOK, new Scrub.Look(OPERATOR)));
    }

    private Scrub.Report end() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Scrub.Report report = look();
        while (report.running()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            report = look();
        }
        return report;
    }

    @Test
    void everyChunkOfEveryCompleteFileIsRead_andDamageIsNamed() {
        rotten.addAll(Set.of(0L, 7L, 8L, 2_019L));
        done(start());
        Scrub.Report report = end();
        assertThat(report.failure()).isNull();
        assertThat(report.files()).isEqualTo(2);
        assertThat(report.chunks()).isEqualTo(2 * CHUNKS);
        assertThat(report.bytes()).isEqualTo(2L * CHUNKS * LENGTH);
        assertThat(report.damaged()).isEqualTo(4);
        assertThat(report.found()).extracting(Scrub.Damage::chunk).containsExactly(0L, 7L, 8L, 19L);
        assertThat(report.found())
                .extracting(Scrub.Damage::file)
                .containsExactly(files.get(0), files.get(0), files.get(0), files.get(2));
        assertThat(report.found().get(3).place()).isEqualTo(new ChunkLocation(bucket, 0, 2_019, LENGTH));
    }

    @Test
    void onlyTheFilesOfOneShareAreReadIfThatIsWished() {
        done(bus.request(
                Scrub.START,
                new Scrub.Start(
                        OPERATOR,
                        io.slipway.seal.Randomness.of(new java.security.SecureRandom())
                                .shareId(),
                        Scrub.MIN_RATE)));
        assertThat(end().files()).isEqualTo(1);
    }

    @Test
    void whatIsMovedMeanwhileIsFoundWhereItIsNow() {
        gate = Promise.promise();
        done(start());
        moved = 100_000;
        gate.complete();
        Scrub.Report report = end();
        assertThat(report.damaged()).isZero();
        assertThat(report.chunks()).isEqualTo(2 * CHUNKS);
    }

    @Test
    void whoIsAwayForAMomentIsWaitedFor() {
        away.set(1);
        done(start());
        assertThat(end().failure()).isNull();
        assertThat(look().files()).isEqualTo(2);
    }

    @Test
    void oneAtATime_forTheOperatorOnly_asFastAsIsAllowed() {
        Digest stranger = Digests.sha256(new byte[] {2});
        gate = Promise.promise();
        assertThat(look().running()).isFalse();
        assertThat(refusal(bus.request(Scrub.START, new Scrub.Start(stranger, null, Scrub.MAX_RATE))))
                .isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(refusal(bus.request(Scrub.LOOK, new Scrub.Look(null)))).isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(refusal(bus.request(Scrub.START, new Scrub.Start(OPERATOR, null, Scrub.MIN_RATE - 1))))
                .isEqualTo(ProblemCode.BAD_REQUEST);
        assertThat(refusal(bus.request(Scrub.START, new Scrub.Start(OPERATOR, null, Scrub.MAX_RATE + 1))))
                .isEqualTo(ProblemCode.BAD_REQUEST);
        assertThat(await(start()).running()).isTrue();
        assertThat(refusal(start())).isEqualTo(ProblemCode.CONFLICT);
        gate.complete();
        assertThat(end().running()).isFalse();
        done(start());
    }
}
