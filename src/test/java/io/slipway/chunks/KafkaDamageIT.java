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

import io.slipway.kit.SegmentFile;
import io.slipway.kit.TestKafka;
import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single bits turned around in a segment file while the broker serves it. */
class KafkaDamageIT {
    private static final String PREFIX = "damage.";
    private static final int CHUNKS = 6;
    private static final int VICTIM = 2;
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private static Vertx vertx;
    private static KafkaChunkStore store;

    private final Random random = new Random(12);
    private final FileId file = fileId(random);
    private final BucketId bucket = new BucketId(Width.DAY, BUCKETS.incrementAndGet());
    private final List<Buffer> stored = new ArrayList<>();
    private final List<ChunkLocation> locations = new ArrayList<>();

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        store = new KafkaChunkStore(vertx, KafkaChunkSettings.of(TestKafka.get().connection(), PREFIX));
    }

    @AfterAll
    static void close() {
        store.close();
        done(vertx.close());
    }

    private SegmentFile store(int length) {
        for (int i = 0; i < CHUNKS; i++) {
            stored.add(bytes(random, length + i));
            locations.add(await(store.append(chunk(file, i, bucket, 0, stored.get(i)))));
        }
        return new SegmentFile(TestKafka.get(), PREFIX + "b." + bucket, 0);
    }

    private List<Buffer> readOne(int n) {
        return await(store.read(read(file, n, locations.get(n))));
    }

    private void assertOthersAreSound() {
        IntStream.range(0, CHUNKS)
                .filter(n -> n != VICTIM)
                .forEach(n -> assertThat(readOne(n)).as("chunk %s", n).containsExactly(stored.get(n)));
    }

    private ProblemCode refusalOfRun() {
        return refusal(store.read(new Chunks.Read(file, 0, locations)));
    }

    /** Small chunks share an index interval of the broker unless told otherwise; large ones don't. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "high byte of the base offset, 0, 6",
        "low byte of the base offset, 7, 0",
        "sign of the batch length, 8, 7",
        "batch length: far beyond the file, 8, 2",
        "batch length: into later batches, 10, 1",
        "batch length: a little off, 11, 0",
        "magic: an older format, 16, 1",
        "magic: an unknown format, 16, 5",
        "attributes: gzip, 22, 0",
        "attributes: snappy, 22, 1",
        "attributes: zstd, 22, 2",
        "attributes: a control batch, 22, 5",
        "number of records: none, 60, 0",
        "length of the record, 61, 3",
        "length of the key, 66, 2",
        "header of the digest, 120, 4",
    })
    void aDamagedFrameIsNoticed_andHidesNoOtherChunk(String what, int position, int bit) throws IOException {
        SegmentFile segment = store(100);
        segment.flip(segment.batch(VICTIM) + position, bit);

        assertThat(refusal(store.read(read(file, VICTIM, locations.get(VICTIM)))))
                .as(what)
                .isIn(ProblemCode.DAMAGED, ProblemCode.NOT_FOUND);
        assertOthersAreSound();
        assertThat(refusalOfRun()).isIn(ProblemCode.DAMAGED, ProblemCode.NOT_FOUND);
        assertThat(await(store.scan(new Chunks.Scan(bucket, 0, 0, file))).found())
                .extracting(Chunks.Found::index)
                .containsExactly(0L, 1L, 3L, 4L, 5L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"last offset, 26, 4", "last offset: negative, 23, 7", "number of records: more, 59, 1", "CRC, 18, 3"})
    void aLieInTheFrameThatLeavesTheChunkWhole_costsNothing(String what, int position, int bit) throws IOException {
        SegmentFile segment = store(100);
        segment.flip(segment.batch(VICTIM) + position, bit);
        assertThat(readOne(VICTIM)).as(what).containsExactly(stored.get(VICTIM));
        assertOthersAreSound();
        assertThat(await(store.read(new Chunks.Read(file, 0, locations)))).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, FULL_CHUNK / 2, FULL_CHUNK - 1})
    void aDamagedPayloadIsNotGiven(int position) throws IOException {
        SegmentFile segment = store(FULL_CHUNK);
        long firstByte = segment.batch(VICTIM + 1)
                - 1
                - headersAndEnd()
                - stored.get(VICTIM).length();
        segment.flip(firstByte + position, 5);
        assertThat(refusal(store.read(read(file, VICTIM, locations.get(VICTIM)))))
                .isEqualTo(ProblemCode.DAMAGED);
        assertOthersAreSound();
        assertThat(refusalOfRun()).isEqualTo(ProblemCode.DAMAGED);
        assertThat(await(store.read(
                        new Chunks.Read(file, VICTIM, List.of(locations.get(VICTIM)), Chunks.Check.OPENING))))
                .as("what only its seal still refuses")
                .isNotEqualTo(List.of(stored.get(VICTIM)));
    }

    /** Bytes of a record after its value, but for one: number of headers, names and values with their lengths. */
    private static int headersAndEnd() {
        return (1 + 6 + 1 + 32) + (1 + 5 + 1 + 4) + (1 + 4 + 1 + 1);
    }

    @Test
    void aDamagedKeyIsNotTakenForAnother() throws IOException {
        SegmentFile segment = store(100);
        long inKey = segment.batch(VICTIM) + SegmentFile.BATCH_HEADER_BYTES + 10;
        segment.flip(inKey, 1);
        assertThat(refusal(store.read(read(file, VICTIM, locations.get(VICTIM)))))
                .isIn(ProblemCode.DAMAGED, ProblemCode.NOT_FOUND);
        assertOthersAreSound();
    }

    @Test
    void ofManyFlipsAnywhere_noneGivesWrongBytes() throws IOException {
        SegmentFile segment = store(20_000);
        long end = segment.batch(CHUNKS - 1);
        for (int flip = 0; flip < 40; flip++) {
            long position = random.nextLong(end);
            int bit = random.nextInt(8);
            segment.flip(position, bit);
            int damaged = 0;
            for (int n = 0; n < CHUNKS; n++) {
                damaged += isSoundOrRefused(n) ? 0 : 1;
            }
            assertThat(damaged).as("bit %s of byte %s", bit, position).isLessThanOrEqualTo(1);
            segment.flip(position, bit);
        }
        assertThat(await(store.read(new Chunks.Read(file, 0, locations)))).isEqualTo(stored);
    }

    private boolean isSoundOrRefused(int n) {
        try {
            assertThat(readOne(n)).containsExactly(stored.get(n));
            return true;
        } catch (Problem e) {
            assertThat(e.code()).isIn(ProblemCode.DAMAGED, ProblemCode.NOT_FOUND);
            return false;
        }
    }

    @Test
    void soundChunksAreReadWhileDamagedOnesAreFoundOut() throws IOException {
        SegmentFile segment = store(100);
        segment.flip(segment.batch(VICTIM) + 8, 2);
        List<Future<List<Buffer>>> damaged = new ArrayList<>();
        for (int i = 0; i < KafkaChunkSettings.READERS - 1; i++) {
            damaged.add(store.read(read(file, VICTIM, locations.get(VICTIM))));
        }
        assertOthersAreSound();
        damaged.forEach(one -> assertThat(refusal(one)).isEqualTo(ProblemCode.DAMAGED));
    }
}
