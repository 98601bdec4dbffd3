package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.chunks.ChunkStore;
import io.slipway.journal.EntityKey;
import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.ComponentHealth;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Edits;
import io.slipway.seal.Digests;
import io.slipway.seal.FileHeader;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The index of an upload under way after Redis was emptied: nothing acknowledged is asked for again, and the log isn't read from its beginning. */
class CheckpointIT extends LivingCatalog {
    private static final int EVERY = 256;
    private static final long MIB = 1 << 20;

    private final Queue<Chunks.Scan> scans = new ConcurrentLinkedQueue<>();

    /** The real store, and a note of each scan. */
    @Override
    ChunkStore chunks(ChunkStore real) {
        return new ChunkStore() {
            @Override
            public Future<ChunkLocation> append(Chunks.Append chunk) {
                return real.append(chunk);
            }

            @Override
            public Future<List<Buffer>> read(Chunks.Read run) {
                return real.read(run);
            }

            @Override
            public Future<Long> end(BucketId bucket, int partition) {
                return real.end(bucket, partition);
            }

            @Override
            public Future<Chunks.Scanned> scan(Chunks.Scan scan) {
                scans.add(scan);
                return real.scan(scan);
            }

            @Override
            public Future<Void> drop(BucketId bucket) {
                return real.drop(bucket);
            }

            @Override
            public Future<List<BucketId>> list() {
                return real.list();
            }

            @Override
            public Future<ComponentHealth> check() {
                return real.check();
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }

    /** A sealed file of that many chunks, each of a few bytes only: nobody here opens them. */
    private final class Sent {
        private final ShareId share = random.shareId();
        private final FileId file = random.fileId();
        private final Token upload = Token.random(random);
        private final int chunks;
        private Catalog.UploadTarget target;

        private Sent(int chunks) throws Exception {
            this.chunks = chunks;
            assertThat(await(bus.request(
                            Catalog.CREATE,
                            new Catalog.CreateShare(
                                    "create-" + share,
                                    share,
                                    HOUR,
                                    Token.random(random).verifier(),
                                    Token.random(random).verifier(),
                                    random.bytes(64),
                                    random.bytes(32),
                                    null,
                                    List.of(new Catalog.NewFile(
                                            file,
                                            FileHeader.of(file, chunks * MIB).bytes(),
                                            random.bytes(32),
                                            random.bytes(288),
                                            random.bytes(64),
                                            upload.verifier())),
                                    Edits.Terms.NONE))))
                    .isNotNull();
            target = await(bus.request(Catalog.UPLOAD, new Catalog.FindUpload(file, upload.verifier(), -1)));
        }

        private byte[] bytes(int chunk) {
            return ByteBuffer.allocate(20).putInt(chunk).array();
        }

        private Future<ChunkLocation> append(int chunk) {
            byte[] bytes = bytes(chunk);
            return bus.request(
                            Chunks.APPEND,
                            new Chunks.Append(
                                    file,
                                    chunk,
                                    target.bucket(),
                                    target.partition(),
                                    0,
                                    Buffer.buffer(bytes),
                                    Digests.sha256(bytes)))
                    .map(Chunks.Appended::location);
        }

        private Future<Catalog.ChunkIndexed> index(int chunk, ChunkLocation location) {
            return bus.request(
                    Catalog.CHUNK_STORED,
                    new Catalog.ChunkStored(file, upload.verifier(), chunk, location, Digests.sha256(bytes(chunk)), 0));
        }

        private void store(int from, int to) throws Exception {
            List<Future<Catalog.ChunkIndexed>> all = new ArrayList<>();
            for (int i = from; i < to; i++) {
                int chunk = i;
                all.add(append(chunk).compose(location -> index(chunk, location)));
            }
            assertThat(await(Future.all(all)).size()).isEqualTo(to - from);
        }

        private Catalog.Missing missing() throws Exception {
            return await(bus.request(Catalog.MISSING, new Catalog.FindMissing(file, upload.verifier(), 1_000)));
        }

        private EntityKey checkpoint(int number) {
            return new EntityKey("checkpoint", file + "." + number);
        }

        private byte[] state(int number) throws Exception {
            return await(journal.view().read(List.of(checkpoint(number))))
                    .entities()
                    .get(0)
                    .state();
        }

        private long through(int number) throws Exception {
            return ByteBuffer.wrap(state(number)).getLong();
        }

        private void untilCheckpoints(int count) throws Exception {
            until(() -> state(count - 1) != null);
        }

        private List<Chunks.Scan> scans() {
            return scans.stream().filter(scan -> scan.fileId().equals(file)).toList();
        }
    }

    private void loseRedis() throws Exception {
        assertThat(redis("FLUSHALL").toString()).isEqualTo("OK");
    }

    private void assertAllThere(Sent sent, int count) throws Exception {
        Catalog.Missing[] found = new Catalog.Missing[1];
        until(() -> {
            found[0] = sent.missing();
            return true;
        });
        assertThat(found[0].stored()).isEqualTo(count);
        assertThat(found[0].ranges())
                .isEqualTo(count == sent.chunks ? List.of() : List.of((long) count, sent.chunks - 1L));
    }

    @Test
    void afterRedisIsLostInTheMiddle_theLogIsReadFromTheLastCheckpoint() throws Exception {
        Sent sent = new Sent(700);
        sent.store(0, 1);
        long begin = await(bus.request(Chunks.END, new Chunks.FindEnd(sent.target.bucket(), sent.target.partition())))
                .offset();
        for (int from = 1; from < 600; from += 100) {
            sent.store(from, Math.min(600, from + 100));
        }
        sent.untilCheckpoints(2);
        assertThat(sent.scans()).isEmpty();

        loseRedis();

        assertAllThere(sent, 600);
        long last = IntStream.iterate(0, number -> number + 1)
                .mapToLong(number -> {
                    try {
                        return sent.state(number) == null ? -1 : sent.through(number);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .takeWhile(through -> through >= 0)
                .max()
                .orElseThrow();
        assertThat(sent.scans()).isNotEmpty().allSatisfy(scan -> assertThat(scan.fromOffset())
                .isGreaterThanOrEqualTo(begin + 2 * EVERY - 2)
                .isLessThanOrEqualTo(last));

        sent.store(600, 700);
        loseRedis();
        assertAllThere(sent, 700);
    }

    @Test
    void whatIsIndexedLate_behindACheckpoint_isNotForgotten() throws Exception {
        Sent sent = new Sent(400);
        ChunkLocation early = await(sent.append(399));
        sent.store(0, EVERY);
        sent.untilCheckpoints(1);
        assertThat(sent.through(0)).isGreaterThan(early.offset());

        Catalog.ChunkIndexed indexed = await(sent.index(399, early));
        assertThat(indexed.outcome()).isEqualTo(Catalog.ChunkOutcome.STORED);
        assertThat(indexed.stored()).isEqualTo(EVERY + 1);
        assertThat(sent.state(1)).as("it stands in a checkpoint of its own").isNotNull();
        assertThat(await(sent.index(399, early)).outcome()).isEqualTo(Catalog.ChunkOutcome.REPEATED);
        scans.clear();
        loseRedis();

        Catalog.Missing[] missing = new Catalog.Missing[1];
        until(() -> {
            missing[0] = sent.missing();
            return true;
        });
        assertThat(missing[0].ranges()).containsExactly((long) EVERY, 398L);
        assertThat(sent.scans()).allMatch(scan -> scan.fromOffset() > early.offset());
    }

    @Test
    void fewChunksNeedNoCheckpoint_butAReadingLeavesOne() throws Exception {
        Sent sent = new Sent(EVERY + 5);
        sent.store(0, EVERY - 1);
        assertThat(sent.state(0)).isNull();
        loseRedis();
        assertAllThere(sent, EVERY - 1);
        assertThat(sent.state(0)).isNotNull();
        loseRedis();
        scans.clear();
        assertAllThere(sent, EVERY - 1);
        assertThat(sent.scans()).allMatch(scan -> scan.fromOffset() >= EVERY - 1);
    }

    @Test
    void checkpointsEndWithTheirUpload() throws Exception {
        Sent sent = new Sent(EVERY + 1);
        sent.store(0, EVERY + 1);
        sent.untilCheckpoints(1);
        assertThat(await(bus.request(
                                Catalog.COMPLETE,
                                new Catalog.CompleteFile("c", sent.file, sent.upload.verifier(), new byte[80])))
                        .chunks())
                .isEqualTo(EVERY + 1);
        until(() -> sent.state(0) == null);

        Sent left = new Sent(EVERY + 5);
        left.store(0, EVERY);
        left.untilCheckpoints(1);
        ahead.set(DAY + 3 * HOUR);
        try {
            until(() -> {
                assertThat(sweep()).isNotNull();
                return left.state(0) == null;
            });
        } finally {
            ahead.set(0);
        }
    }
}
