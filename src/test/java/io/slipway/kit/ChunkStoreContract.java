package io.slipway.kit;

import static io.slipway.kit.ChunkFixtures.FULL_CHUNK;
import static io.slipway.kit.ChunkFixtures.await;
import static io.slipway.kit.ChunkFixtures.bytes;
import static io.slipway.kit.ChunkFixtures.chunk;
import static io.slipway.kit.ChunkFixtures.done;
import static io.slipway.kit.ChunkFixtures.fileId;
import static io.slipway.kit.ChunkFixtures.read;
import static io.slipway.kit.ChunkFixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.chunks.ChunkStore;
import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.slipway.seal.Digests;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ChunkStore} has to do. The store under test has {@link #PARTITIONS} partitions per bucket. */
public abstract class ChunkStoreContract {
    public static final int PARTITIONS = 2;

    private static final AtomicInteger BUCKETS = new AtomicInteger(100);

    private final Random random = new Random(7);
    private final FileId file = fileId(random);
    private final BucketId bucket = freshBucket();

    protected abstract ChunkStore store();

    private static BucketId freshBucket() {
        return new BucketId(Width.DAY, BUCKETS.incrementAndGet());
    }

    private ChunkLocation put(FileId id, long index, Buffer bytes) {
        return await(store().append(chunk(id, index, bucket, 0, bytes)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 65_536, FULL_CHUNK, ChunkStore.MAX_CHUNK_BYTES - 1, ChunkStore.MAX_CHUNK_BYTES})
    void aChunkComesBackAsItWasStored(int length) {
        Buffer bytes = bytes(random, length);
        ChunkLocation location = await(store().append(chunk(file, 3, bucket, 1, bytes)));
        assertThat(location.bucket()).isEqualTo(bucket);
        assertThat(location.partition()).isEqualTo(1);
        assertThat(location.length()).isEqualTo(length);
        assertThat(await(store().read(read(file, 3, location)))).containsExactly(bytes);
    }

    @Test
    void anEmptyChunkIsRefused() {
        assertThat(refusal(store().append(chunk(file, 0, bucket, 0, Buffer.buffer()))))
                .isEqualTo(ProblemCode.CHUNK_TOO_SHORT);
    }

    @Test
    void aChunkAboveTheLimitIsRefused() {
        Buffer bytes = Buffer.buffer(new byte[ChunkStore.MAX_CHUNK_BYTES + 1]);
        assertThat(refusal(store().append(chunk(file, 0, bucket, 0, bytes)))).isEqualTo(ProblemCode.CHUNK_TOO_LONG);
    }

    @Test
    void aPartitionTheBucketDoesNotHaveIsRefused() {
        Chunks.Append astray = chunk(file, 0, bucket, PARTITIONS, bytes(random, 9));
        assertThat(refusal(store().append(astray))).isEqualTo(ProblemCode.BAD_REQUEST);
        assertThat(refusal(store().end(bucket, PARTITIONS))).isEqualTo(ProblemCode.BAD_REQUEST);
    }

    @Test
    void theLargestNumbersOfChunkAndFenceAreKept() {
        Buffer bytes = bytes(random, 10);
        ChunkLocation location = await(store().append(chunk(file, Long.MAX_VALUE, bucket, 0, -1, bytes)));
        assertThat(await(store().read(read(file, Long.MAX_VALUE, location)))).containsExactly(bytes);
        assertThat(await(store().scan(new Chunks.Scan(bucket, 0, 0, file))).found())
                .containsExactly(new Chunks.Found(Long.MAX_VALUE, -1, location, Digests.sha256(bytes.getBytes())));
    }

    @Test
    void neighboursAreReadInOneRun() {
        List<Buffer> stored = new ArrayList<>();
        List<ChunkLocation> locations = new ArrayList<>();
        for (int i = 0; i < Chunks.MAX_RUN; i++) {
            stored.add(bytes(random, 10_000 + i));
            locations.add(put(file, 20 + i, stored.get(i)));
        }
        assertThat(await(store().read(new Chunks.Read(file, 20, locations)))).isEqualTo(stored);
        assertThat(await(store().read(new Chunks.Read(file, 22, locations.subList(2, 5)))))
                .isEqualTo(stored.subList(2, 5));
    }

    @Test
    void chunksAreReadInOrderWhereverTheyLie() {
        FileId other = fileId(random);
        BucketId otherBucket = freshBucket();
        List<Buffer> stored = new ArrayList<>();
        List<ChunkLocation> locations = new ArrayList<>();
        for (int i = 0; i < Chunks.MAX_RUN; i++) {
            stored.add(bytes(random, 500 + i));
            if (i % 3 == 1) {
                done(store().append(chunk(other, i, bucket, 0, bytes(random, 77))));
            }
            BucketId target = i < 6 ? bucket : otherBucket;
            locations.add(await(store().append(chunk(file, i, target, i == 4 ? 1 : 0, stored.get(i)))));
        }
        assertThat(await(store().read(new Chunks.Read(file, 0, locations)))).isEqualTo(stored);
    }

    @Test
    void aRunHasBounds() {
        ChunkLocation location = put(file, 0, bytes(random, 5));
        List<ChunkLocation> tooMany = Collections.nCopies(Chunks.MAX_RUN + 1, location);
        assertThat(refusal(store().read(read(file, 0)))).isEqualTo(ProblemCode.BAD_REQUEST);
        assertThat(refusal(store().read(new Chunks.Read(file, 0, tooMany)))).isEqualTo(ProblemCode.BAD_REQUEST);
    }

    @Test
    void bytesThatDoNotHaveTheirDigestAreNotGiven() {
        Buffer bytes = bytes(random, 4_000);
        Chunks.Append wrong = new Chunks.Append(file, 0, bucket, 0, 0, bytes, Digests.sha256(new byte[] {1}));
        ChunkLocation damaged = await(store().append(wrong));
        ChunkLocation sound = put(file, 1, bytes);
        assertThat(refusal(store().read(read(file, 0, damaged)))).isEqualTo(ProblemCode.DAMAGED);
        assertThat(refusal(store().read(read(file, 0, damaged, sound)))).isEqualTo(ProblemCode.DAMAGED);
        assertThat(await(store().read(read(file, 1, sound)))).containsExactly(bytes);
    }

    @Test
    void aChunkOfAnotherLengthIsNotGiven() {
        ChunkLocation location = put(file, 0, bytes(random, 100));
        ChunkLocation longer = new ChunkLocation(bucket, 0, location.offset(), 101);
        assertThat(refusal(store().read(read(file, 0, longer)))).isEqualTo(ProblemCode.DAMAGED);
    }

    @Test
    void aPlaceThatHoldsAnotherChunkIsNotFound() {
        ChunkLocation location = put(file, 0, bytes(random, 100));
        assertThat(refusal(store().read(read(file, 1, location)))).isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(refusal(store().read(read(fileId(random), 0, location)))).isEqualTo(ProblemCode.NOT_FOUND);
    }

    @Test
    void aPlaceThatHoldsNothingIsNotFound() {
        long end = put(file, 0, bytes(random, 100)).offset() + 1;
        for (ChunkLocation nowhere : List.of(
                new ChunkLocation(bucket, 0, end, 100),
                new ChunkLocation(bucket, 0, end + 1_000, 100),
                new ChunkLocation(bucket, 1, 0, 100),
                new ChunkLocation(bucket, PARTITIONS, 0, 100),
                new ChunkLocation(freshBucket(), 0, 0, 100))) {
            assertThat(refusal(store().read(read(file, 0, nowhere))))
                    .as("%s", nowhere)
                    .isEqualTo(ProblemCode.NOT_FOUND);
        }
    }

    @Test
    void aRunThatLeavesTheEndIsNotFound() {
        ChunkLocation last = put(file, 0, bytes(random, 100));
        ChunkLocation beyond = new ChunkLocation(bucket, 0, last.offset() + 1, 100);
        assertThat(refusal(store().read(read(file, 0, last, beyond)))).isEqualTo(ProblemCode.NOT_FOUND);
    }

    @Test
    void aChunkStoredTwiceIsKeptTwice() {
        Buffer one = bytes(random, 100);
        Buffer two = bytes(random, 100);
        ChunkLocation first = put(file, 0, one);
        ChunkLocation second = put(file, 0, two);
        assertThat(await(store().read(read(file, 0, first)))).containsExactly(one);
        assertThat(await(store().read(read(file, 0, second)))).containsExactly(two);
    }

    @Test
    void theEndIsWhereTheNextChunkGoes() {
        assertThat(await(store().end(bucket, 1))).isZero();
        assertThat(await(store().list())).contains(bucket);
        done(store().append(chunk(file, 0, bucket, 1, bytes(random, 10))));
        long end = await(store().end(bucket, 1));
        ChunkLocation next = await(store().append(chunk(file, 1, bucket, 1, bytes(random, 10))));
        assertThat(end).isPositive();
        assertThat(next.offset()).isGreaterThanOrEqualTo(end);
    }

    @Test
    void aScanFindsTheChunksOfOneFileFromAnOffsetOn() {
        FileId other = fileId(random);
        done(store().append(chunk(file, 0, bucket, 0, bytes(random, 10))));
        long from = await(store().end(bucket, 0));
        Buffer one = bytes(random, 11);
        ChunkLocation first = put(file, 1, one);
        done(store().append(chunk(other, 2, bucket, 0, bytes(random, 12))));
        done(store().append(chunk(file, 5, bucket, 1, bytes(random, 13))));
        Buffer three = bytes(random, FULL_CHUNK);
        ChunkLocation third = put(file, 3, three);

        Chunks.Scanned scanned = await(store().scan(new Chunks.Scan(bucket, 0, from, file)));

        assertThat(scanned.found())
                .containsExactly(
                        new Chunks.Found(1, 0, first, Digests.sha256(one.getBytes())),
                        new Chunks.Found(3, 0, third, Digests.sha256(three.getBytes())));
        assertThat(scanned.through()).isEqualTo(await(store().end(bucket, 0)));
    }

    @Test
    void aScanPrefersTheHigherFenceThenTheLowerOffset() {
        List<ChunkLocation> locations = new ArrayList<>();
        for (int fence : new int[] {2, 1, 2, 9, 0x80000000, 0x80000000, 3}) {
            locations.add(await(store().append(chunk(file, 0, bucket, 0, fence, bytes(random, 10)))));
        }
        assertThat(await(store().scan(new Chunks.Scan(bucket, 0, 0, file))).found())
                .extracting(Chunks.Found::location)
                .containsExactly(locations.get(4));
        long last = locations.get(6).offset();
        assertThat(await(store().scan(new Chunks.Scan(bucket, 0, last, file))).found())
                .extracting(Chunks.Found::fence)
                .containsExactly(3);
    }

    @Test
    void ofTailsAScanGivesTheNewestOfTheHighestFence_afterAllChunks() {
        List<ChunkLocation> locations = new ArrayList<>();
        int[][] written = {{7, 3}, {6, 4}, {5, 4}, {9, 2}};
        for (int[] tail : written) {
            Buffer bytes = bytes(random, 10);
            locations.add(await(store().append(new Chunks.Append(
                    file,
                    tail[0],
                    bucket,
                    0,
                    tail[1],
                    bytes,
                    Digests.sha256(bytes.getBytes()),
                    Chunks.Kind.TAIL,
                    null))));
        }
        byte[] note = bytes(random, Chunks.MAX_NOTE).getBytes();
        Buffer bytes = bytes(random, 10);
        done(store().append(new Chunks.Append(
                file, 8, bucket, 0, 1, bytes, Digests.sha256(bytes.getBytes()), Chunks.Kind.CHUNK, note)));

        List<Chunks.Found> found =
                await(store().scan(new Chunks.Scan(bucket, 0, 0, file))).found();

        assertThat(found).extracting(Chunks.Found::index).containsExactly(8L, 5L);
        assertThat(found.get(0).note()).isEqualTo(note);
        assertThat(found.get(1).location()).isEqualTo(locations.get(2));
        assertThat(found.get(1).kind()).isEqualTo(Chunks.Kind.TAIL);
    }

    @Test
    void aTailIsReadLikeAChunk() {
        Buffer bytes = bytes(random, 100);
        ChunkLocation location = await(store().append(new Chunks.Append(
                file, 4, bucket, 0, 1, bytes, Digests.sha256(bytes.getBytes()), Chunks.Kind.TAIL, null)));
        assertThat(await(store().read(ChunkFixtures.read(file, 4, location)))).containsExactly(bytes);
    }

    @Test
    void aNoteBeyondItsBoundIsRefused() {
        Buffer bytes = bytes(random, 10);
        byte[] note = new byte[Chunks.MAX_NOTE + 1];
        assertThat(refusal(store().append(new Chunks.Append(
                        file, 0, bucket, 0, 1, bytes, Digests.sha256(bytes.getBytes()), Chunks.Kind.CHUNK, note))))
                .isEqualTo(ProblemCode.BAD_REQUEST);
    }

    @Test
    void aScanFromTheEndFindsNothing() {
        done(store().append(chunk(file, 0, bucket, 0, bytes(random, 10))));
        long end = await(store().end(bucket, 0));
        for (long from : new long[] {end, end + 5}) {
            assertThat(await(store().scan(new Chunks.Scan(bucket, 0, from, file))))
                    .isEqualTo(new Chunks.Scanned(List.of(), end, true));
        }
    }

    @Test
    void aScanOfAnUnknownPlaceIsNotFound() {
        assertThat(refusal(store().scan(new Chunks.Scan(freshBucket(), 0, 0, file))))
                .isEqualTo(ProblemCode.NOT_FOUND);
        done(store().end(bucket, 0));
        assertThat(refusal(store().scan(new Chunks.Scan(bucket, PARTITIONS, 0, file))))
                .isEqualTo(ProblemCode.NOT_FOUND);
    }

    @Test
    void aDroppedBucketIsGone_andDroppingItAgainIsHarmless() {
        ChunkLocation location = put(file, 0, bytes(random, 10));
        done(store().drop(bucket));
        assertThat(await(store().list())).doesNotContain(bucket);
        assertThat(refusal(store().read(read(file, 0, location)))).isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(refusal(store().scan(new Chunks.Scan(bucket, 0, 0, file)))).isEqualTo(ProblemCode.NOT_FOUND);
        done(store().drop(bucket));
        done(store().drop(freshBucket()));
        assertThat(await(store().list())).doesNotContain(bucket);
    }

    @Test
    void aDroppedBucketCanBeUsedAgain_andHoldsNothingOfBefore() {
        ChunkLocation before = put(file, 0, bytes(random, 10));
        assertThat(await(store().read(read(file, 0, before)))).hasSize(1);
        done(store().drop(bucket));
        FileId other = fileId(random);
        Buffer bytes = bytes(random, 10);
        ChunkLocation after = put(other, 0, bytes);
        assertThat(await(store().read(read(other, 0, after)))).containsExactly(bytes);
        assertThat(refusal(store().read(read(file, 0, before)))).isEqualTo(ProblemCode.NOT_FOUND);
    }

    @Test
    void bucketsAreListedInOrder() {
        BucketId hour = new BucketId(Width.HOUR, BUCKETS.incrementAndGet());
        BucketId never = new BucketId(Width.NEVER, 0);
        for (BucketId made : List.of(never, bucket, hour)) {
            done(store().end(made, 0));
        }
        assertThat(await(store().list()))
                .containsSubsequence(hour, bucket, never)
                .isSorted();
    }

    @Test
    void manyMayWriteAndReadAtOnce() {
        List<Buffer> stored = new ArrayList<>();
        List<Future<ChunkLocation>> writing = new ArrayList<>();
        BucketId fresh = freshBucket();
        for (int i = 0; i < 24; i++) {
            stored.add(bytes(random, i % 2 == 0 ? 100_000 : 700));
            writing.add(store().append(chunk(file, i, i % 3 == 0 ? fresh : bucket, i % PARTITIONS, stored.get(i))));
        }
        done(Future.all(writing));
        List<ChunkLocation> locations = writing.stream().map(Future::result).toList();
        assertThat(new HashSet<>(locations)).hasSize(stored.size());
        List<Future<List<Buffer>>> reading = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            reading.add(store().read(read(file, i, locations.get(i))));
        }
        done(Future.all(reading));
        for (int i = 0; i < stored.size(); i++) {
            assertThat(reading.get(i).result()).containsExactly(stored.get(i));
        }
    }

    @Test
    void itIsWell() {
        assertThat(await(store().check()).ready()).isTrue();
    }
}
