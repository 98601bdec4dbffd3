package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.bus.Bus;
import io.slipway.catalog.CatalogSettings;
import io.slipway.catalog.CatalogVerticle;
import io.slipway.catalog.RoomSettings;
import io.slipway.chunks.ChunkVerticle;
import io.slipway.chunks.KafkaChunkSettings;
import io.slipway.chunks.KafkaChunkStore;
import io.slipway.expiry.ExpiryVerticle;
import io.slipway.journal.Decision;
import io.slipway.journal.EntityKey;
import io.slipway.journal.JournalSettings;
import io.slipway.journal.KafkaJournal;
import io.slipway.journal.Projection;
import io.slipway.model.BucketPlan;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.node.embedded.DataFolder;
import io.slipway.node.embedded.EmbeddedServices;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Expiry;
import io.slipway.protocol.OpenUploads;
import io.slipway.protocol.Room;
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
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of shares when time passes, on a real Kafka and a real Redis, with a clock that the test moves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SweepIT {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;

    @TempDir
    static Path temp;

    private final Randomness random = Randomness.of(new SecureRandom());
    private final AtomicLong ahead = new AtomicLong();
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private DataFolder folder;
    private EmbeddedServices services;
    private KafkaJournal journal;
    private KafkaChunkStore store;
    private CatalogSettings settings;
    private final RootKey root = RootKey.random(random);
    private final RoomSettings limits = new RoomSettings(5_000, 1_000, 1L << 20);

    @BeforeAll
    void start() throws Exception {
        folder = DataFolder.open(temp.resolve("data"), new SecureRandom());
        services = new EmbeddedServices(folder, EmbeddedServices.Wanted.both());
        services.start();
        var kafka = services.kafka().orElseThrow().clientSettings();
        journal = new KafkaJournal(
                vertx, JournalSettings.of(kafka, services.redis().orElseThrow().uri()));
        await(journal.start().compose(started -> journal.ready()));
        store = new KafkaChunkStore(vertx, KafkaChunkSettings.of(kafka, "slipway."));
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
        deploy((new ChunkVerticle(store, bus)));
        deploy(catalog(bus));
        deploy((new ExpiryVerticle(bus, Duration.ofHours(1), () -> Future.succeededFuture())));
    }

    @AfterAll
    void stop() throws Exception {
        await(journal.stop());
        store.close();
        await(vertx.close());
        services.stop();
        folder.close();
    }

    private Catalog.ShareView publish(long lifetime) throws Exception {
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
                                locations.array(),
                                5,
                                "a.txt",
                                "text/plain")),
                        lifetime,
                        Token.random(random).verifier())));
    }

    @Test
    void whatExpiredIsHiddenAtOnce_itsKeyDestroyedBySweep_itsBucketDroppedWhenItsTimeIsOver() throws Exception {
        ahead.set(0);
        Catalog.ShareView mortal = publish(HOUR);
        Catalog.ShareView lasting = publish(20 * DAY);
        int buckets = buckets();

        ahead.set(HOUR - 60_000);
        assertThat(sweep().dropped()).isZero();
        assertThat(find(mortal)).isNull();

        ahead.set(HOUR + 60_000);
        assertThat(find(mortal)).isEqualTo(ProblemCode.GONE);
        assertThat(sweep().removed()).isPositive();
        assertThat(sweep().removed()).isZero();
        assertThat(find(mortal)).isEqualTo(ProblemCode.GONE);
        assertThat(buckets()).isEqualTo(buckets);

        ahead.set(3 * DAY);
        assertThat(sweep().dropped()).isPositive();
        assertThat(buckets()).isLessThan(buckets);
        assertThat(find(lasting)).isNull();
    }

    @Test
    void aBucketWithALiveFileStays_howeverLateItIs() throws Exception {
        ahead.set(0);
        Catalog.ShareView share = publish(HOUR);

        Catalog.Emptied emptied = await(bus.request(
                Catalog.EMPTIED,
                new Catalog.FindEmptied(await(bus.request(Chunks.LIST, new Chunks.ListBuckets()))
                        .buckets())));
        ahead.set(5 * DAY);
        Catalog.Emptied late = await(bus.request(
                Catalog.EMPTIED,
                new Catalog.FindEmptied(await(bus.request(Chunks.LIST, new Chunks.ListBuckets()))
                        .buckets())));

        assertThat(emptied.buckets()).isEmpty();
        assertThat(late.buckets()).isEmpty();
        assertThat(find(share)).isEqualTo(ProblemCode.GONE);
        assertThat(sweep().removed()).isPositive();
    }

    /** As if its owner had extended it. */
    private void extend(Catalog.ShareView share, long expiresAt) throws Exception {
        EntityKey key = new EntityKey("share", share.id().text());
        assertThat(await(journal.changes().change(key, "extend-" + expiresAt, (entity, now) -> {
                    byte[] state = new JsonObject(Buffer.buffer(entity.state()))
                            .put("expiresAt", expiresAt)
                            .toBuffer()
                            .getBytes();
                    return Decision.append(
                            state, false, List.of(new Projection.Score("due", key.toString(), expiresAt)), state);
                })))
                .isNotEmpty();
    }

    private Catalog.Locations places(Catalog.ShareView share) throws Exception {
        return await(bus.request(
                Space.PLACES, new Space.FindPlaces(share.files().get(0).id(), 0, 8)));
    }

    private List<Buffer> bytes(Catalog.ShareView share) throws Exception {
        return await(bus.request(
                        Chunks.READ,
                        new Chunks.Read(
                                share.files().get(0).id(), 0, places(share).locations())))
                .chunks();
    }

    private Space.Moves findMoves(Bus node) throws Exception {
        return await(node.request(
                Space.FIND_MOVES,
                new Space.FindMoves(
                        await(bus.request(Chunks.LIST, new Chunks.ListBuckets()))
                                .buckets(),
                        8)));
    }

    @Test
    void aShareThatWasExtendedMovesOutOfItsBucket_whichIsDroppedThen() throws Exception {
        ahead.set(0);
        Catalog.ShareView share = publish(HOUR);
        List<Buffer> before = bytes(share);
        extend(share, share.expiresAt() + 9 * DAY);
        assertThat(sweep().moved()).isZero();

        ahead.set(3 * DAY);
        Expiry.SweepReport report = sweep();

        assertThat(report.moved()).isEqualTo(1);
        assertThat(report.dropped()).isPositive();
        assertThat(find(share)).isNull();
        assertThat(bytes(share)).isEqualTo(before);
        assertThat(sweep().moved()).isZero();
        ahead.set(12 * DAY);
        Expiry.SweepReport end = sweep();
        assertThat(end.removed()).isPositive();
        assertThat(end.dropped()).isPositive();
    }

    @Test
    void aMoveThatWasCutShortIsTakenUpAgain_byOneNodeAtATime() throws Exception {
        ahead.set(0);
        Catalog.ShareView share = publish(HOUR);
        extend(share, share.expiresAt() + 9 * DAY);
        ahead.set(3 * DAY);
        Space.Move move = findMoves(bus).moves().get(0);
        Chunks.Copies copies = await(bus.request(
                Chunks.COPY,
                new Chunks.Copy(
                        new Chunks.Read(move.fileId(), 0, places(share).locations()),
                        move.target(),
                        move.partition())));
        ByteBuffer packed = ByteBuffer.allocate(ChunkLocation.BYTES);
        copies.locations().get(0).pack(packed);
        assertThat(await(bus.request(Space.COPIED, new Space.Copied(move, 0, packed.array()))))
                .isNotNull();

        Vertx other = Vertx.vertx();
        Bus otherBus = new Bus(other);
        assertThat(await(other.deployVerticle(catalog(otherBus)))).isNotNull();
        assertThat(findMoves(otherBus).moves()).isEmpty();
        await(other.close());
        assertThat(places(share).locations()).doesNotContain(copies.locations().get(0));
        assertThat(findMoves(bus).moves()).containsExactly(move);

        assertThat(sweep().moved()).isEqualTo(1);
        assertThat(bytes(share)).hasSize(1);
        assertThat(code(bus.request(Space.COPIED, new Space.Copied(move, 0, packed.array()))))
                .isEqualTo(ProblemCode.CONFLICT);
    }

    @Test
    void whatEndsWhileItIsMovedLeavesNothingBehind() throws Exception {
        ahead.set(0);
        Catalog.ShareView share = publish(HOUR);
        extend(share, share.expiresAt() + 9 * DAY);
        ahead.set(3 * DAY);
        Space.Move move = findMoves(bus).moves().get(0);
        byte[] packed = new byte[ChunkLocation.BYTES];
        assertThat(await(bus.request(Space.COPIED, new Space.Copied(move, 0, packed))))
                .isNotNull();

        ahead.set(12 * DAY);
        assertThat(sweep().removed()).isPositive();

        assertThat(await(bus.request(Space.END_MOVE, new Space.EndMove(move))).moved())
                .isFalse();
        EntityKey next = new EntityKey("segment", move.fileId() + ".1.0");
        EntityKey pin = new EntityKey("move", move.fileId().text());
        assertThat(await(journal.view().read(List.of(next, pin))).entities())
                .allMatch(entity -> entity.gone() && entity.state() == null);
        assertThat(sweep().dropped()).isNotNegative();
        assertThat(await(bus.request(Chunks.LIST, new Chunks.ListBuckets())).buckets())
                .doesNotContain(move.target());
    }

    private Future<Room.Reserved> reserve(String guest, long bytes, boolean lasting) {
        return bus.request(
                Room.RESERVE,
                new Room.Reserve(guest, List.of(new Room.Wanted(random.fileId(), bytes)), 60_000, lasting));
    }

    private Problem refusal(Future<?> future) throws Exception {
        try {
            throw new AssertionError("granted: " + await(future));
        } catch (Problem problem) {
            return problem;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fiftyAtOnceDoNotExceedAQuota(boolean lasting) throws Exception {
        ahead.set(0);
        String guest = "guest " + lasting;
        List<Future<Room.Reserved>> wishes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            wishes.add(reserve(guest, 100, lasting));
        }
        int granted = 0;
        for (Future<Room.Reserved> wish : wishes) {
            ProblemCode code = code(wish);
            assertThat(code).isIn(null, ProblemCode.QUOTA_EXCEEDED);
            granted += code == null ? 1 : 0;
        }
        assertThat(granted).isEqualTo(10);
        assertThat(refusal(reserve(guest, 1, lasting)).details())
                .containsEntry("limit", 1000)
                .containsEntry("used", 1000)
                .containsEntry("wanted", 1);
        assertThat(code(reserve("somebody else " + lasting, 1000, lasting))).isNull();
    }

    @Test
    void quotasAreKeptToTheByte() throws Exception {
        ahead.set(0);
        assertThat(code(reserve("a", 1001, true))).isEqualTo(ProblemCode.QUOTA_EXCEEDED);
        assertThat(code(reserve("a", 999, true))).isNull();
        assertThat(code(reserve("a", 2, false))).isEqualTo(ProblemCode.QUOTA_EXCEEDED);
        assertThat(code(reserve("a", 1, false))).isNull();
        assertThat(code(reserve("a", 0, true))).isNull();
        assertThat(code(reserve(null, 5_001, true))).isEqualTo(ProblemCode.QUOTA_EXCEEDED);
        assertThat(code(reserve(null, 5_000, false))).isNull();
    }

    @Test
    void whatAGuestKeepsCountsUntilItIsGone_alsoAfterRedisWasEmptied() throws Exception {
        ahead.set(0);
        Token upload = Token.random(random);
        Catalog.CreateShare wish = wish(random.shareId(), random.fileId(), "mine", upload);
        Room.Wanted file = new Room.Wanted(wish.files().get(0).id(), 700);
        Room.Wanted never = new Room.Wanted(random.fileId(), 200);
        Room.Reserve reserve = new Room.Reserve("tenant", List.of(file, never), 60_000, true);
        assertThat(code(bus.request(Room.RESERVE, reserve))).isNull();
        assertThat(code(bus.request(Room.RESERVE, reserve))).isNull();
        assertThat(code(bus.request(Catalog.CREATE, wish))).isNull();
        assertThat(code(bus.request(Room.RELEASE, new Room.Release(List.of(file.file(), never.file())))))
                .isNull();

        emptyRedis();

        assertThat(refusal(reserve("tenant", 301, true)).details()).containsEntry("used", 700);
        assertThat(code(reserve("tenant", 299, false))).isNull();

        ahead.set(DAY + 2 * HOUR);
        assertThat(sweep().removed()).isPositive();
        assertThat(code(reserve("tenant", 701, true))).isNull();
    }

    @Test
    void roomThatNobodyCameForIsFreeAgain() throws Exception {
        ahead.set(0);
        assertThat(code(reserve("gone", 1000, true))).isNull();
        assertThat(code(reserve("gone", 1, true))).isEqualTo(ProblemCode.QUOTA_EXCEEDED);
        ahead.set(DAY + 2 * HOUR);
        assertThat(sweep().removed()).isPositive();
        assertThat(code(reserve("gone", 1000, true))).isNull();
    }

    /** Waits until the view is whole again. */
    private void emptyRedis() throws Exception {
        Redis redis = Redis.createClient(vertx, services.redis().orElseThrow().uri());
        assertThat(await(redis.send(Request.cmd(Command.FLUSHALL))).toString()).isEqualTo("OK");
        redis.close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (code(reserve("anybody", 0, false)) == ProblemCode.UNAVAILABLE) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private CatalogVerticle catalog(Bus on) {
        return new CatalogVerticle(on, journal, journal.changes(), journal.view(), root, random, settings, limits);
    }

    private void deploy(io.vertx.core.Deployable actor) throws Exception {
        assertThat(await(vertx.deployVerticle(actor))).isNotNull();
    }

    @Test
    void anUploadThatTookTooLongIsGone_whatIsCompletedLaterDoesNotBringItBack() throws Exception {
        ahead.set(0);
        Token upload = Token.random(random);
        Catalog.CreateShare wish = wish(random.shareId(), random.fileId(), "late", upload);
        assertThat(await(bus.request(Catalog.CREATE, wish)).files()).hasSize(1);
        io.slipway.model.FileId file = wish.files().get(0).id();

        ahead.set(DAY + 60_000);

        assertThat(code(bus.request(
                        Catalog.COMPLETE, new Catalog.CompleteFile("done", file, upload.verifier(), new byte[] {1}))))
                .isEqualTo(ProblemCode.GONE);
        assertThat(sweep().removed()).isPositive();
        assertThat(code(bus.request(Catalog.UPLOAD, new Catalog.FindUpload(file, upload.verifier(), 0))))
                .isIn(ProblemCode.GONE, null);
    }

    @Test
    void creationsOfOneShareAtOnce_oneWins_theOthersFilesAreNobodysAndEnd() throws Exception {
        ahead.set(0);
        io.slipway.model.ShareId share = random.shareId();
        List<Catalog.CreateShare> wishes = new ArrayList<>();
        List<Future<Catalog.ShareView>> answers = new ArrayList<>();
        Token upload = Token.random(random);
        for (int i = 0; i < 6; i++) {
            wishes.add(wish(share, random.fileId(), "rival-" + i, upload));
            answers.add(bus.request(Catalog.CREATE, wishes.get(i)));
        }
        List<ProblemCode> codes = new ArrayList<>();
        for (Future<Catalog.ShareView> answer : answers) {
            codes.add(code(answer));
        }

        assertThat(codes).containsOnlyOnce((ProblemCode) null).contains(ProblemCode.CONFLICT);
        for (int i = 0; i < wishes.size(); i++) {
            io.slipway.model.FileId file = wishes.get(i).files().get(0).id();
            ProblemCode code = code(bus.request(Catalog.UPLOAD, new Catalog.FindUpload(file, upload.verifier(), 0)));
            if (codes.get(i) == null) {
                assertThat(code).isNull();
            } else {
                assertThat(code).isIn(ProblemCode.GONE, ProblemCode.NOT_FOUND);
            }
        }
        ahead.set(DAY + 2 * HOUR);
        assertThat(sweep().removed()).isGreaterThan(1);
        assertThat(sweep().removed()).isZero();
    }

    @Test
    void aCreationRepeatedUnderItsChangeIdIsMadeOnce() throws Exception {
        ahead.set(0);
        Catalog.CreateShare wish = wish(random.shareId(), random.fileId(), "again", Token.random(random));

        List<Future<Catalog.ShareView>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(bus.request(Catalog.CREATE, wish));
        }
        for (Future<Catalog.ShareView> answer : answers) {
            assertThat(code(answer)).isNull();
        }

        assertThat(code(bus.request(Catalog.CREATE, wish))).isNull();
    }

    private Catalog.CreateShare wish(
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
                        upload.verifier())));
    }

    /** @return null if it succeeded, else why not */
    private static ProblemCode code(Future<?> future) throws Exception {
        try {
            assertThat(await(future)).isNotNull();
            return null;
        } catch (Problem problem) {
            return problem.code();
        }
    }

    private Expiry.SweepReport sweep() throws Exception {
        return await(bus.request(Expiry.SWEEP_NOW, new Expiry.SweepNow()));
    }

    private int buckets() throws Exception {
        return await(bus.request(Chunks.LIST, new Chunks.ListBuckets()))
                .buckets()
                .size();
    }

    /** @return null if it is there, else why not */
    private ProblemCode find(Catalog.ShareView share) throws Exception {
        try {
            return await(bus.request(Catalog.FIND, new Catalog.FindShare(share.id(), null))) == null
                    ? ProblemCode.INTERNAL
                    : null;
        } catch (Problem problem) {
            return problem.code();
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
