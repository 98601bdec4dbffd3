package io.slipway.chunks;

import static io.slipway.kit.ChunkFixtures.FULL_CHUNK;
import static io.slipway.kit.ChunkFixtures.await;
import static io.slipway.kit.ChunkFixtures.bytes;
import static io.slipway.kit.ChunkFixtures.chunk;
import static io.slipway.kit.ChunkFixtures.done;
import static io.slipway.kit.ChunkFixtures.fileId;
import static io.slipway.kit.ChunkFixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.bus.Bus;
import io.slipway.kit.MemoryChunkStore;
import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Delivery;
import io.slipway.protocol.Events;
import io.slipway.seal.Digests;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever delivers chunks is told, with copies on a real disk. */
class DeliveryTest {
    private static final BucketId BUCKET = new BucketId(Width.DAY, 20_000);

    @TempDir
    Path temp;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final Random random = new Random(12);
    private final FileId file = fileId(random);
    private final ShareId share = ShareId.of(fileId(random).bytes());
    private final MemoryChunkStore store = new MemoryChunkStore(2);
    private final List<Buffer> stored = new ArrayList<>();
    private final List<ChunkLocation> places = new ArrayList<>();
    private ChunkCache cache;

    @BeforeEach
    void deploy() {
        cache = new ChunkCache(
                CacheSettings.of(temp.resolve("cache"), 1 << 30, 0), System::nanoTime, Runnable::run, () -> {});
        done(vertx.deployVerticle(new ChunkVerticle(store, cache, bus)));
        for (int i = 0; i < 3; i++) {
            Buffer bytes = bytes(random, FULL_CHUNK);
            stored.add(bytes);
            places.add(await(store.append(chunk(file, i, BUCKET, 1, bytes))));
        }
    }

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private Chunks.Read run(Chunks.Check check) {
        return new Chunks.Read(file, 0, places, check);
    }

    private Delivery.Fetched fetch(Chunks.Check check, Delivery.From from) {
        return await(bus.request(Delivery.FETCH, new Delivery.Fetch(share, run(check), from)));
    }

    private Delivery.Lying look() {
        return await(bus.request(Delivery.LOOK, new Delivery.Look(share, run(Chunks.Check.DIGEST))))
                .lying();
    }

    private Path copied() {
        for (int i = 0; i < 2; i++) {
            Delivery.Fetched fetched = fetch(Chunks.Check.DIGEST, Delivery.From.ANYWHERE);
            assertThat(fetched.chunks()).isEqualTo(stored);
            assertThat(fetched.copies()).isFalse();
        }
        return look().file();
    }

    private static void until(Callable<Boolean> so) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        try {
            while (!so.call()) {
                assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
                Thread.onSpinWait();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWasFetchedTwiceLiesInAFile() throws IOException {
        assertThat(look()).isNull();
        Path copy = copied();
        Buffer all = Buffer.buffer();
        stored.forEach(all::appendBuffer);
        assertThat(Digests.sha256(Files.readAllBytes(copy))).isEqualTo(Digests.sha256(all.getBytes()));
        assertThat(look().position()).isZero();
    }

    @Test
    void onlyThoseWhoOpenAreGivenCopiesInMemory() {
        Path ignored = copied();
        Delivery.Fetched opened = fetch(Chunks.Check.OPENING, Delivery.From.ANYWHERE);
        assertThat(opened.copies()).isTrue();
        assertThat(opened.chunks()).isEqualTo(stored);
        assertThat(fetch(Chunks.Check.DIGEST, Delivery.From.ANYWHERE).copies()).isFalse();
    }

    @Test
    void whoAsksForTheLogGetsIt_andTheCopiesAreGivenUp() {
        Path ignored = copied();
        Delivery.Fetched fetched = fetch(Chunks.Check.OPENING, Delivery.From.THE_LOG);
        assertThat(fetched.copies()).isFalse();
        assertThat(fetched.chunks()).isEqualTo(stored);
        assertThat(look()).isNull();
    }

    @Test
    void aCopyThatIsGoneIsMadeUpForFromTheLog() throws IOException {
        Files.delete(copied());
        Delivery.Fetched fetched = fetch(Chunks.Check.OPENING, Delivery.From.ANYWHERE);
        assertThat(fetched.copies()).isFalse();
        assertThat(fetched.chunks()).isEqualTo(stored);
    }

    @Test
    void whatIsDamagedIsNotCopied() {
        Buffer bytes = bytes(random, 100);
        ChunkLocation bad = await(store.append(
                new Chunks.Append(file, 9, BUCKET, 1, 0, bytes, Digests.sha256(new byte[1]), Chunks.Kind.CHUNK, null)));
        Chunks.Read run = new Chunks.Read(file, 9, List.of(bad), Chunks.Check.OPENING);
        for (int i = 0; i < 3; i++) {
            assertThat(refusal(bus.request(Delivery.FETCH, new Delivery.Fetch(share, run, Delivery.From.ANYWHERE))))
                    .isEqualTo(ProblemCode.DAMAGED);
        }
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void aShareThatChangesKeepsItsCopies_oneThatIsShutOrEndsDoesNot() {
        Path copy = copied();
        bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(share, false));
        bus.publish(
                Events.SHARE_ENDED,
                new Events.ShareEnded(ShareId.of(fileId(random).bytes())));
        bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(share, true));
        until(() -> look() == null);
        until(() -> !Files.exists(copy));
        assertThat(copied()).exists();
        bus.publish(Events.SHARE_ENDED, new Events.ShareEnded(share));
        until(() -> look() == null);
    }

    @Test
    void aBucketThatIsDroppedTakesItsCopiesWithIt() {
        Path copy = copied();
        done(bus.request(Chunks.DROP, new Chunks.DropBucket(BUCKET)));
        assertThat(look()).isNull();
        assertThat(copy).doesNotExist();
    }

    @Test
    void checksReadTheLog() {
        Path ignored = copied();
        done(store.drop(BUCKET));
        assertThat(refusal(bus.request(Chunks.READ, run(Chunks.Check.DIGEST)))).isEqualTo(ProblemCode.NOT_FOUND);
    }
}
