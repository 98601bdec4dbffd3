package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.bus.Bus;
import io.slipway.catalog.CatalogSettings;
import io.slipway.catalog.CatalogVerticle;
import io.slipway.catalog.RoomSettings;
import io.slipway.chunks.CacheSettings;
import io.slipway.chunks.ChunkCache;
import io.slipway.chunks.ChunkVerticle;
import io.slipway.chunks.KafkaChunkSettings;
import io.slipway.chunks.KafkaChunkStore;
import io.slipway.journal.JournalSettings;
import io.slipway.journal.KafkaJournal;
import io.slipway.kit.ChunkFixtures;
import io.slipway.kit.RealRedis;
import io.slipway.kit.TestKafka;
import io.slipway.model.BucketPlan;
import io.slipway.model.FileState;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.OpenUploads;
import io.slipway.protocol.OpenUploads.Upload;
import io.slipway.seal.Commit;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.FileMeta;
import io.slipway.seal.PieceSealer;
import io.slipway.seal.Randomness;
import io.slipway.seal.RootDigest;
import io.slipway.seal.RootKey;
import io.slipway.seal.Slp1;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Open files that arrive piece by piece, on a real Kafka and a real Redis: who may write, and what is found again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenArrivalsIT {
    private static final long DAY = 86_400_000;

    private final Randomness random = Randomness.of(new SecureRandom());
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final Token token = Token.random(random);
    private RealRedis ownRedis;
    private KafkaJournal journal;
    private KafkaChunkStore store;
    private Redis redis;

    @BeforeAll
    void start() throws Exception {
        ownRedis = RealRedis.start(false);
        var kafka = TestKafka.get().connection();
        String uri = ownRedis.address().uri();
        String prefix = "t" + UUID.randomUUID() + ".";
        redis = Redis.createClient(vertx, uri);
        journal = new KafkaJournal(vertx, JournalSettings.of(kafka, uri).withPrefixes(prefix, "slp:"));
        await(journal.start().compose(started -> journal.ready()));
        store = new KafkaChunkStore(vertx, KafkaChunkSettings.of(kafka, prefix));
        CatalogSettings settings = new CatalogSettings(
                1L << 30, 16, 30 * DAY, DAY, 30_000, DAY, 2, BucketPlan.of(Duration.ofDays(1)), now -> now);
        done(vertx.deployVerticle(
                new ChunkVerticle(store, new ChunkCache(CacheSettings.of(Path.of("no-cache"), 0, 0)), bus)));
        done(vertx.deployVerticle(new CatalogVerticle(
                bus,
                journal,
                journal.changes(),
                journal.view(),
                RootKey.random(random),
                random,
                settings,
                RoomSettings.UNLIMITED)));
    }

    @AfterAll
    void stop() throws Exception {
        done(journal.stop());
        store.close();
        done(vertx.close());
        ownRedis.close();
    }

    private static <T> T await(Future<T> future) {
        return ChunkFixtures.await(future);
    }

    private static void done(Future<?> future) {
        ChunkFixtures.done(future);
    }

    private static ProblemCode refusal(Future<?> future) {
        return ChunkFixtures.refusal(future);
    }

    private Upload create(long size) {
        OpenUploads.OpenUpload license = await(bus.request(OpenUploads.BEGIN, new OpenUploads.BeginOpen(DAY)));
        FileKey key = FileKey.of(license.fileKey());
        FileHeader header =
                size < 0 ? FileHeader.ofUnknownSize(license.fileId()) : FileHeader.of(license.fileId(), size);
        return await(bus.request(
                OpenUploads.CREATE,
                new OpenUploads.Create(
                        "create-" + license.fileId(),
                        license,
                        header.bytes(),
                        Commit.of(key, header).bytes(),
                        new FileMeta("a.txt", "", "text/plain", 0, Math.max(0, size)).seal(key, header, 1, random),
                        new PieceSealer(key, header, random).sealSheet(new byte[] {7}),
                        size,
                        false,
                        DAY,
                        Token.random(random).verifier(),
                        token.verifier())));
    }

    private PieceSealer sealer(Upload upload) {
        return new PieceSealer(FileKey.of(upload.license().fileKey()), FileHeader.parse(upload.header()), random);
    }

    private Upload hold(Upload upload, boolean take) {
        return await(bus.request(
                OpenUploads.HOLD, new OpenUploads.Hold(upload.license().fileId(), token.verifier(), take)));
    }

    private void release(Upload upload) {
        done(bus.request(
                OpenUploads.RELEASE, new OpenUploads.Release(upload.license().fileId(), upload.fence())));
    }

    private Future<OpenUploads.Done> put(Upload upload, long index, PieceSealer.Piece piece) {
        boolean tail = piece.note() == null;
        OpenUploads.OpenUpload license = upload.license();
        return bus.request(
                        Chunks.APPEND,
                        new Chunks.Append(
                                license.fileId(),
                                index,
                                license.bucket(),
                                license.partition(),
                                upload.fence(),
                                Buffer.buffer(piece.bytes()),
                                piece.digest(),
                                tail ? Chunks.Kind.TAIL : Chunks.Kind.CHUNK,
                                piece.note()))
                .compose(appended -> bus.request(
                        OpenUploads.STORED,
                        new OpenUploads.PieceStored(
                                license.fileId(),
                                token.verifier(),
                                index,
                                appended.location(),
                                piece.digest(),
                                upload.fence(),
                                tail,
                                piece.note())));
    }

    private void chunk(Upload upload, long index) {
        done(put(upload, index, sealer(upload).chunk(index, false, new byte[Slp1.CHUNK_BYTES], Slp1.CHUNK_BYTES)));
    }

    private void tail(Upload upload, long index, int length) {
        done(put(upload, index, sealer(upload).tail(index, new byte[length], length)));
    }

    private void flush() {
        done(redis.send(Request.cmd(Command.FLUSHALL)));
    }

    /** As a look; waits while the view is being filled again. */
    private Upload look(Upload upload) {
        return await(view(upload));
    }

    private Future<Upload> view(Upload upload) {
        return bus.request(
                        OpenUploads.HOLD, new OpenUploads.Hold(upload.license().fileId(), token.verifier(), false))
                .recover(failure -> failure instanceof Problem problem && problem.code() == ProblemCode.UNAVAILABLE
                        ? vertx.timer(20).compose(over -> view(upload))
                        : Future.failedFuture(failure));
    }

    @Test
    void chunksThenATailMakeTheOffset_andTheyDoSoAfterRedisIsEmptied() {
        Upload upload = create(4L << 20);
        assertThat(upload.fence()).isEqualTo(1);
        chunk(upload, 0);
        tail(upload, 1, 500);
        tail(upload, 1, 70_000);
        release(upload);

        for (boolean flushed : new boolean[] {false, true}) {
            if (flushed) {
                flush();
            }
            Upload seen = look(upload);
            assertThat(seen.chunks()).isEqualTo(1);
            assertThat(seen.offset()).isEqualTo((1 << 20) + 70_000);
            assertThat(seen.size()).isEqualTo(4L << 20);
            assertThat(seen.state()).isEqualTo(FileState.RECEIVING);
            assertThat(sealer(seen).openSheet(seen.sheet())).containsExactly(7);
            List<Buffer> read = await(bus.request(
                            Chunks.READ, new Chunks.Read(seen.license().fileId(), 1, List.of(seen.tail()))))
                    .chunks();
            assertThat(sealer(seen).openTail(1, read.get(0).getBytes())).hasSize(70_000);
        }
    }

    @Test
    void whoeverTakesItIsToldHowFarItIs_andTheOlderHolderIsFenced_alsoAfterRedisIsEmptied() {
        Upload old = create(4L << 20);
        chunk(old, 0);
        release(old);
        Upload taken = hold(old, true);
        assertThat(taken.fence()).isEqualTo(2);
        assertThat(taken.offset()).isEqualTo(1 << 20);

        PieceSealer.Piece late = sealer(old).tail(1, new byte[9], 9);
        assertThat(refusal(put(old, 1, late))).isEqualTo(ProblemCode.FENCED);
        flush();
        ProblemCode refused = refusal(put(old, 1, late));
        while (refused == ProblemCode.UNAVAILABLE) {
            refused = refusal(put(old, 1, late));
        }
        assertThat(refused).isEqualTo(ProblemCode.FENCED);
        tail(taken, 1, 100);
        release(taken);
        assertThat(look(old).offset()).isEqualTo((1 << 20) + 100);
    }

    @Test
    void whatWasWrittenBehindATakeoverDoesNotCount() {
        Upload old = create(8L << 20);
        chunk(old, 0);
        chunk(old, 2);
        release(old);
        Upload taken = hold(old, true);
        assertThat(taken.offset()).isEqualTo(1 << 20);
        chunk(taken, 1);
        release(taken);

        for (boolean flushed : new boolean[] {false, true}) {
            if (flushed) {
                flush();
            }
            assertThat(look(old).offset()).as("flushed: %s", flushed).isEqualTo(2 << 20);
        }
    }

    @Test
    void aHolderIsAskedToLetGo_andTheNewcomerNeedNotWaitOnceItHas() throws Exception {
        Upload upload = create(100);
        AtomicInteger asked = new AtomicInteger();
        Runnable stop = await(bus.subscribe(OpenUploads.WANTED, wanted -> {
            if (wanted.id().equals(upload.license().fileId()) && asked.getAndIncrement() == 0) {
                Object unused = put(upload, 0, sealer(upload).tail(0, new byte[40], 40))
                        .compose(done -> bus.request(
                                OpenUploads.RELEASE,
                                new OpenUploads.Release(upload.license().fileId(), upload.fence())));
            }
        }));
        long began = System.nanoTime();

        Upload seen = hold(upload, false);

        assertThat(seen.offset()).isEqualTo(40);
        assertThat(seen.fence()).isZero();
        assertThat(asked).hasPositiveValue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(OpenUploads.PATIENCE);
        stop.run();
    }

    @Test
    void aHolderThatDoesNotHearLosesItAllTheSame() {
        Upload upload = create(100);
        tail(upload, 0, 10);
        long began = System.nanoTime();

        Upload seen = hold(upload, false);

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(OpenUploads.PATIENCE, OpenUploads.PATIENCE.plusSeconds(8));
        assertThat(seen.offset()).isEqualTo(10);
        assertThat(refusal(put(upload, 0, sealer(upload).tail(0, new byte[20], 20))))
                .isEqualTo(ProblemCode.FENCED);
        assertThat(hold(upload, false).offset()).isEqualTo(10);
    }

    @Test
    void theShareIsThereFromTheStart_andWholeAtTheEnd() {
        Upload upload = create(OpenUploads.UNKNOWN);
        Catalog.FindShare find = new Catalog.FindShare(upload.license().shareId(), null);
        Catalog.FileView arriving =
                await(bus.request(Catalog.FIND, find)).files().get(0);
        assertThat(arriving.state()).isEqualTo(FileState.RECEIVING);
        assertThat(arriving.name()).isEqualTo("a.txt");
        assertThat(arriving.size()).isNegative();

        PieceSealer sealer = sealer(upload);
        PieceSealer.Piece only = sealer.chunk(0, true, new byte[5], 5);
        done(put(upload, 0, only));
        RootDigest root = new RootDigest();
        root.add(sealer.openNote(0, notes(upload, 1).get(0)));
        OpenUploads.Finish finish = new OpenUploads.Finish(
                "finish",
                upload.license().fileId(),
                token.verifier(),
                upload.fence(),
                upload.meta(),
                sealer.seal(5, root.end()));
        assertThat(refusal(bus.request(OpenUploads.FINISH, finish))).isEqualTo(ProblemCode.INCOMPLETE);
        done(length(upload, 5));
        assertThat(refusal(length(upload, 6))).isEqualTo(ProblemCode.BAD_REQUEST);

        Catalog.FileView whole =
                await(bus.request(OpenUploads.FINISH, finish)).files().get(0);
        assertThat(whole.state()).isEqualTo(FileState.COMPLETE);
        assertThat(whole.size()).isEqualTo(5);
        assertThat(await(bus.request(OpenUploads.FINISH, finish)).files().get(0).etag())
                .isEqualTo(whole.etag());
        assertThat(hold(upload, true).state()).isEqualTo(FileState.COMPLETE);
    }

    private List<byte[]> notes(Upload upload, int count) {
        return await(bus.request(
                        OpenUploads.NOTES,
                        new OpenUploads.FindNotes(upload.license().fileId(), token.verifier(), 0, count)))
                .notes();
    }

    private Future<OpenUploads.Done> length(Upload upload, long size) {
        return bus.request(
                OpenUploads.LENGTH,
                new OpenUploads.SetLength(
                        "length-" + size, upload.license().fileId(), token.verifier(), upload.fence(), size));
    }

    @Test
    void onlyTheHolderSetsTheLength_andNoLengthIsBeyondTheLimit() {
        Upload old = create(OpenUploads.UNKNOWN);
        release(old);
        Upload taken = hold(old, true);
        assertThat(refusal(length(old, 5))).isEqualTo(ProblemCode.FENCED);
        assertThat(refusal(length(taken, (1L << 30) + 1))).isEqualTo(ProblemCode.TOO_LARGE);
        done(length(taken, 1L << 30));
    }

    @Test
    void aTerminatedUploadIsGone_andAStrangerEndsNothing() {
        Upload upload = create(100);
        OpenUploads.Terminate strange = new OpenUploads.Terminate(
                "strange", upload.license().fileId(), Token.random(random).verifier());
        assertThat(refusal(bus.request(OpenUploads.TERMINATE, strange))).isEqualTo(ProblemCode.NOT_FOUND);

        done(bus.request(
                OpenUploads.TERMINATE,
                new OpenUploads.Terminate("end", upload.license().fileId(), token.verifier())));

        assertThat(refusal(bus.request(
                        OpenUploads.HOLD, new OpenUploads.Hold(upload.license().fileId(), token.verifier(), false))))
                .isEqualTo(ProblemCode.GONE);
        assertThat(refusal(bus.request(
                        Catalog.FIND, new Catalog.FindShare(upload.license().shareId(), null))))
                .isEqualTo(ProblemCode.GONE);
    }

    @Test
    void whatTheNodeSealsIsNotForThoseWhoSendSealedChunks() {
        Upload upload = create(100);
        assertThat(refusal(bus.request(
                        Catalog.UPLOAD, new Catalog.FindUpload(upload.license().fileId(), token.verifier(), 0))))
                .isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(refusal(bus.request(
                        Catalog.COMPLETE,
                        new Catalog.CompleteFile("x", upload.license().fileId(), token.verifier(), new byte[80]))))
                .isEqualTo(ProblemCode.NOT_FOUND);
    }
}
