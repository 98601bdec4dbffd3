package io.slipway.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.ChunkFixtures;
import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CopyIndexTest {
    private static final BucketId BUCKET = new BucketId(Width.DAY, 20_000);
    private static final int LENGTH = 10_000;

    private final Random random = new Random(9);
    private final FileId one = ChunkFixtures.fileId(random);
    private final FileId two = ChunkFixtures.fileId(random);
    private final FileId three = ChunkFixtures.fileId(random);
    private final ShareId share = share();
    private CopyIndex index = new CopyIndex(2 * LENGTH);

    private ShareId share() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return ShareId.of(bytes);
    }

    private static ChunkLocation place(long offset) {
        return new ChunkLocation(BUCKET, 0, offset, LENGTH);
    }

    private static Path path(FileId file) {
        return Path.of(file.text());
    }

    /** Copies a chunk that lies at the offset of its number. @return the files that go for it; null if it isn't copied */
    private List<Path> copy(FileId file, long chunk) {
        ChunkLocation place = place(chunk);
        Path path = index.open(share, file, place, path(file), 0);
        List<Path> gone = index.makeRoom(file, chunk, place);
        if (gone != null) {
            assertThat(index.written(file, chunk, place, path)).isTrue();
        }
        return gone;
    }

    private Path find(FileId file, long from, ChunkLocation... places) {
        return index.find(share, ChunkFixtures.read(file, from, places));
    }

    @Test
    void aRunIsFoundIfAllOfItIsThere() {
        assertThat(copy(one, 0)).isEmpty();
        assertThat(copy(one, 1)).isEmpty();
        assertThat(find(one, 0, place(0), place(1))).isEqualTo(path(one));
        assertThat(find(one, 1, place(1))).isEqualTo(path(one));
        assertThat(find(one, 1, place(1), place(2))).isNull();
        assertThat(find(two, 0, place(0))).isNull();
    }

    @Test
    void aCopyIsOfOnePlaceInTheLog() {
        assertThat(copy(one, 0)).isEmpty();
        assertThat(find(one, 0, place(7))).as("written anew").isNull();
        assertThat(find(one, 0, new ChunkLocation(BUCKET, 1, 0, LENGTH)))
                .as("another partition")
                .isNull();
        assertThat(find(one, 0, new ChunkLocation(new BucketId(Width.MONTH, 3), 0, 0, LENGTH)))
                .as("moved")
                .isNull();
        assertThat(index.wants(share, one, 0, place(7))).isTrue();
        assertThat(index.wants(share, one, 0, place(0))).isFalse();
    }

    @Test
    void whatIsFullExactlyLosesNothing_andOneMoreTakesTheOneUnusedForLongest() {
        assertThat(copy(one, 0)).isEmpty();
        assertThat(copy(two, 0)).isEmpty();
        assertThat(index.bytes()).isEqualTo(2 * LENGTH);
        assertThat(find(one, 0, place(0))).isNotNull();
        assertThat(copy(three, 0)).containsExactly(path(two));
        assertThat(find(two, 0, place(0))).isNull();
        assertThat(find(one, 0, place(0))).isNotNull();
        assertThat(index.bytes()).isEqualTo(2 * LENGTH);
    }

    @Test
    void oneByteTooFewAndNothingFits() {
        index = new CopyIndex(LENGTH);
        assertThat(index.wants(share, one, 0, place(0))).isTrue();
        assertThat(copy(one, 0)).isEmpty();
        index = new CopyIndex(LENGTH - 1);
        assertThat(index.wants(share, one, 0, place(0))).isFalse();
        assertThat(copy(one, 0)).isNull();
        assertThat(index.bytes()).isZero();
    }

    @Test
    void aFileNeverTakesMoreThanThereIs_andKeepsWhatItHas() {
        assertThat(copy(one, 0)).isEmpty();
        assertThat(copy(one, 1)).isEmpty();
        assertThat(index.wants(share, one, 2, place(2))).isFalse();
        assertThat(copy(one, 2)).isNull();
        assertThat(find(one, 0, place(0), place(1))).isNotNull();
    }

    @Test
    void theSmallestChunkTakesABlock() {
        ChunkLocation tiny = new ChunkLocation(BUCKET, 0, 0, 1);
        assertThat(index.open(share, one, tiny, path(one), 0)).isEqualTo(path(one));
        assertThat(index.makeRoom(one, 0, tiny)).isEmpty();
        assertThat(index.bytes()).isEqualTo(CopyIndex.LEAST_BYTES);
    }

    @Test
    void asManyFilesAsMayBe_andOneMoreTakesOne() {
        index = new CopyIndex(100L * LENGTH, 2);
        assertThat(copy(one, 0)).isEmpty();
        assertThat(copy(two, 0)).isEmpty();
        assertThat(copy(three, 0)).containsExactly(path(one));
        assertThat(index.files()).isEqualTo(2);
    }

    @Test
    void asManySharesAsMayBe_andOneMoreGetsNothing() {
        assertThat(copy(one, 0)).isEmpty();
        for (int i = 1; i < CopyIndex.MAX_SHARES; i++) {
            assertThat(index.find(share(), ChunkFixtures.read(one, 0, place(0))))
                    .isNotNull();
        }
        assertThat(index.find(share(), ChunkFixtures.read(one, 0, place(0)))).isNull();
        assertThat(index.wants(share(), one, 1, place(1))).isFalse();
        assertThat(find(one, 0, place(0))).as("those that had it have it").isNotNull();
    }

    @Test
    void whatIsWrongIsNotFoundUntilItIsWrittenAgain_andTakesNoMoreRoomThen() {
        assertThat(copy(one, 0)).isEmpty();
        index.forget(ChunkFixtures.read(one, 0, place(0)));
        assertThat(find(one, 0, place(0))).isNull();
        assertThat(index.bytes()).isEqualTo(LENGTH);
        assertThat(copy(one, 0)).isEmpty();
        assertThat(find(one, 0, place(0))).isNotNull();
        assertThat(index.bytes()).isEqualTo(LENGTH);
    }

    @Test
    void sharesAndBucketsTakeTheirFilesWithThem() {
        ShareId other = share();
        assertThat(copy(one, 0)).isEmpty();
        assertThat(copy(two, 0)).isEmpty();
        assertThat(index.find(other, ChunkFixtures.read(two, 0, place(0)))).isNotNull();
        assertThat(index.removeShare(other)).containsExactly(path(two));
        assertThat(index.removeBucket(new BucketId(Width.DAY, 20_001))).isEmpty();
        assertThat(index.removeBucket(BUCKET)).containsExactly(path(one));
        assertThat(index.bytes()).isZero();
        assertThat(index.files()).isZero();
    }

    @Test
    void whatIsOldGoes_atTheMomentItMay() {
        assertThat(index.open(share, one, place(0), path(one), 50)).isEqualTo(path(one));
        assertThat(index.open(share, one, place(0), path(two), 60)).isEqualTo(path(one));
        assertThat(index.removeMadeBefore(50)).isEmpty();
        assertThat(index.removeMadeBefore(51)).containsExactly(path(one));
    }

    @Test
    void whatWasGivenUpWhileItWasWrittenDoesNotCount() {
        Path path = index.open(share, one, place(0), path(one), 0);
        assertThat(index.makeRoom(one, 0, place(0))).isEmpty();
        assertThat(index.giveUpBesides(one, place(0))).as("no other").isNull();
        assertThat(index.giveUpOldest()).isEqualTo(path);
        assertThat(index.written(one, 0, place(0), path)).isFalse();
        assertThat(index.giveUpOldest()).isNull();
        assertThat(index.bytes()).isZero();
    }
}
