package io.slipway.chunks;

import static io.slipway.kit.ChunkFixtures.await;
import static io.slipway.kit.ChunkFixtures.bytes;
import static io.slipway.kit.ChunkFixtures.chunk;
import static io.slipway.kit.ChunkFixtures.done;
import static io.slipway.kit.ChunkFixtures.fileId;
import static io.slipway.kit.ChunkFixtures.read;
import static io.slipway.kit.ChunkFixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.bus.Bus;
import io.slipway.flow.ByteBudget;
import io.slipway.kit.MemoryChunkStore;
import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import io.slipway.model.ChunkLocation;
import io.slipway.model.ComponentHealth;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.slipway.seal.Digests;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkVerticleTest {
    private static final int ROOM = 100_000;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final Random random = new Random(2);
    private final FileId file = fileId(random);
    private final BucketId bucket = new BucketId(Width.DAY, 20_000);
    private final ByteBudget writing = new ByteBudget(ROOM, 1);
    private final ByteBudget reading = new ByteBudget(ROOM, 0);
    private final HeldStore store = new HeldStore();

    private void deploy() {
        done(vertx.deployVerticle(new ChunkVerticle(
                store, new ChunkCache(CacheSettings.of(Path.of("no-cache"), 0, 0)), bus, writing, reading)));
    }

    @AfterEach
    void close() {
        done(vertx.close());
    }

    @Test
    void copiesAreReadBackBeforeTheyCount() {
        deploy();
        BucketId other = new BucketId(Width.MONTH, 3);
        Buffer bytes = bytes(random, 100);
        Future<Chunks.Appended> append = bus.request(Chunks.APPEND, chunk(file, 7, bucket, 1, bytes));
        store.release();
        ChunkLocation location = await(append).location();

        Future<Chunks.Copies> copying = bus.request(Chunks.COPY, new Chunks.Copy(read(file, 7, location), other, 0));
        store.release();
        ChunkLocation copy = await(copying).locations().get(0);

        assertThat(copy.bucket()).isEqualTo(other);
        assertThat(await(bus.request(Chunks.READ, read(file, 7, copy))).chunks())
                .containsExactly(bytes);
        assertThat(refusal(bus.request(Chunks.COPY, new Chunks.Copy(read(file, 8, location), other, 0))))
                .isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(writing.used() + reading.used()).isZero();
    }

    @Test
    void itServesEveryAddress() {
        deploy();
        Buffer bytes = bytes(random, 100);
        assertThat(await(bus.request(Chunks.END, new Chunks.FindEnd(bucket, 1))).offset())
                .isZero();
        Future<Chunks.Appended> append = bus.request(Chunks.APPEND, chunk(file, 7, bucket, 1, bytes));
        store.release();
        ChunkLocation location = await(append).location();
        assertThat(await(bus.request(Chunks.READ, read(file, 7, location))).chunks())
                .containsExactly(bytes);
        assertThat(await(bus.request(Chunks.SCAN, new Chunks.Scan(bucket, 1, 0, file)))
                        .found())
                .containsExactly(new Chunks.Found(7, 0, location, Digests.sha256(bytes.getBytes())));
        assertThat(await(bus.request(Chunks.LIST, new Chunks.ListBuckets())).buckets())
                .containsExactly(bucket);
        assertThat(await(bus.request(Chunks.DROP, new Chunks.DropBucket(bucket)))
                        .bucket())
                .isEqualTo(bucket);
        assertThat(refusal(bus.request(Chunks.READ, read(file, 7, location)))).isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(writing.used() + reading.used()).isZero();
    }

    @Test
    void aChunkAsLargeAsTheRoomIsTaken_aLargerOneNever() {
        deploy();
        Future<?> fits = bus.request(Chunks.APPEND, chunk(file, 0, bucket, 0, bytes(random, ROOM)));
        store.release();
        done(fits);
        assertThat(refusal(bus.request(Chunks.APPEND, chunk(file, 1, bucket, 0, bytes(random, ROOM + 1)))))
                .isEqualTo(ProblemCode.OVER_CAPACITY);
    }

    @Test
    void whoFindsNoRoomWaits_andWhoFindsALineIsRefused() {
        deploy();
        Future<?> first = bus.request(Chunks.APPEND, chunk(file, 0, bucket, 0, bytes(random, 60_000)));
        Future<?> second = bus.request(Chunks.APPEND, chunk(file, 1, bucket, 0, bytes(random, 40_001)));
        assertThat(refusal(bus.request(Chunks.APPEND, chunk(file, 2, bucket, 0, bytes(random, 1)))))
                .isEqualTo(ProblemCode.OVER_CAPACITY);
        assertThat(second.isComplete()).isFalse();
        store.release();
        done(first);
        store.release();
        done(second);
        assertThat(writing.used()).isZero();
    }

    @Test
    void theSmallestChunksCountForMoreThanTheirBytes() {
        deploy();
        int fit = (int) (ROOM / ChunkVerticle.LEAST_BYTES);
        List<Future<?>> tiny = new ArrayList<>();
        for (int i = 0; i <= fit; i++) {
            tiny.add(bus.request(Chunks.APPEND, chunk(file, i, bucket, 0, bytes(random, 1))));
        }
        assertThat(refusal(bus.request(Chunks.APPEND, chunk(file, 99, bucket, 0, bytes(random, 1)))))
                .isEqualTo(ProblemCode.OVER_CAPACITY);
        for (Future<?> one : tiny) {
            store.release();
            done(one);
        }
        assertThat(writing.used()).isZero();
    }

    @Test
    void whoWaitsTooLongIsRefused_andTheRoomIsNotLost() {
        deploy();
        Future<?> first = bus.request(Chunks.APPEND, chunk(file, 0, bucket, 0, bytes(random, ROOM)));
        assertThat(refusal(bus.request(Chunks.APPEND, chunk(file, 1, bucket, 0, bytes(random, 1)))))
                .isEqualTo(ProblemCode.OVER_CAPACITY);
        store.release();
        done(first);
        assertThat(writing.used()).isZero();
        assertThat(writing.waiting()).isZero();
    }

    @Test
    void aRunLargerThanTheRoomForReadsIsRefused() {
        deploy();
        ChunkLocation half = new ChunkLocation(bucket, 0, 0, ROOM / 2);
        ChunkLocation more = new ChunkLocation(bucket, 0, 1, ROOM / 2 + 1);
        assertThat(refusal(bus.request(Chunks.READ, read(file, 0, half, more)))).isEqualTo(ProblemCode.OVER_CAPACITY);
        assertThat(refusal(bus.request(Chunks.READ, read(file, 0, half, half)))).isEqualTo(ProblemCode.NOT_FOUND);
    }

    @Test
    void aFailureGivesTheRoomBack() {
        deploy();
        store.failing = true;
        assertThat(refusal(bus.request(Chunks.APPEND, chunk(file, 0, bucket, 0, bytes(random, ROOM)))))
                .isEqualTo(ProblemCode.STORAGE_FULL);
        assertThat(writing.used()).isZero();
    }

    /** Keeps each append back until it is released. */
    private static final class HeldStore implements ChunkStore {
        private final ChunkStore store = new MemoryChunkStore(2);
        private final BlockingQueue<Promise<Void>> held = new LinkedBlockingQueue<>();
        private volatile boolean failing;

        void release() {
            try {
                held.take().complete();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Future<ChunkLocation> append(Chunks.Append chunk) {
            if (failing) {
                throw new Problem(ProblemCode.STORAGE_FULL, "no room on disk");
            }
            Promise<Void> promise = Promise.promise();
            held.add(promise);
            return promise.future().compose(released -> store.append(chunk));
        }

        @Override
        public Future<List<Buffer>> read(Chunks.Read run) {
            return store.read(run);
        }

        @Override
        public Future<Long> end(BucketId bucket, int partition) {
            return store.end(bucket, partition);
        }

        @Override
        public Future<Chunks.Scanned> scan(Chunks.Scan scan) {
            return store.scan(scan);
        }

        @Override
        public Future<Void> drop(BucketId bucket) {
            return store.drop(bucket);
        }

        @Override
        public Future<List<BucketId>> list() {
            return store.list();
        }

        @Override
        public Future<ComponentHealth> check() {
            return store.check();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
