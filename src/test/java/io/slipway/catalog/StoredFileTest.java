package io.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.seal.Digests;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredFileTest {
    private static final ShareId ONE = ShareId.of(new byte[16]);
    private static final ShareId TWO = ShareId.of(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    private static final Digest UPLOADER = Digests.sha256(new byte[] {1});
    private static final BucketId BUCKET = new BucketId(BucketId.Width.DAY, 20_000);
    private static final StoredFile.Receiving RECEIVING = new StoredFile.Receiving(
            new StoredFile.Body(
                    FileId.of(new byte[16]),
                    new byte[32],
                    new byte[32],
                    new byte[] {9},
                    null,
                    UPLOADER,
                    10,
                    1,
                    BUCKET,
                    1,
                    5,
                    List.of(ONE, TWO)),
            77,
            0);

    @Test
    void firstSealStands() {
        StoredFile complete = RECEIVING.completed(new byte[] {1});

        assertThat(complete.completed(new byte[] {2})).isSameAs(complete);
        assertThat(((StoredFile.Complete) complete).seal()).containsExactly(1);
    }

    @Test
    void onlyTheUploaderMayUpload() {
        RECEIVING.uploadable(UPLOADER);
        for (Digest proof : new Digest[] {null, Digests.sha256(new byte[] {2})}) {
            assertThatThrownBy(() -> RECEIVING.uploadable(proof))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.NOT_FOUND));
        }
    }

    @Test
    void leavesOneShareAndStaysInTheOther() {
        assertThat(RECEIVING.without(ONE)).containsExactly(TWO);
        assertThat(RECEIVING.in(RECEIVING.without(ONE)).without(TWO)).isEmpty();
    }

    @Test
    void everyStateSurvivesTheJournal() {
        for (StoredFile file : List.of(RECEIVING, RECEIVING.completed(new byte[] {1, 2}))) {
            assertThat(StateCodec.file(StateCodec.write(file)))
                    .usingRecursiveComparison()
                    .isEqualTo(file);
        }
    }

    @Test
    void uploadEntrySurvivesPacking() {
        UploadEntry entry = new UploadEntry(new ChunkLocation(BUCKET, 3, 1L << 40, 1_048_848), UPLOADER, -1);

        assertThat(entry.pack()).hasSize(UploadEntry.BYTES);
        assertThat(UploadEntry.unpack(entry.pack())).isEqualTo(entry);
    }

    @Test
    void whoeverTakesAnUploadHasAHigherFence_andOnlyItMayGoOn() {
        StoredFile.Receiving taken = RECEIVING.taken();

        assertThat(taken.fence()).isEqualTo(RECEIVING.fence() + 1);
        taken.heldBy(taken.fence());
        assertThatThrownBy(() -> taken.heldBy(RECEIVING.fence()))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.FENCED));
    }

    @Test
    void onceSetALengthStays() {
        assertThat(RECEIVING.sized(10).body().size()).isEqualTo(10);
        assertThatThrownBy(() -> RECEIVING.sized(11))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.BAD_REQUEST));
    }

    @Test
    void anUploadOfUnknownLengthIsReadAsItWasWritten() {
        StoredFile.Body known = RECEIVING.body();
        StoredFile.Body body = new StoredFile.Body(
                known.id(),
                known.header(),
                known.commit(),
                known.meta(),
                "k",
                UPLOADER,
                -1,
                0,
                BUCKET,
                1,
                5,
                List.of(ONE),
                new byte[] {4, 5},
                2);
        StoredFile.Receiving unknown = new StoredFile.Receiving(body, 77, 3);

        StoredFile.Receiving read = (StoredFile.Receiving) StateCodec.file(StateCodec.write(unknown));

        assertThat(read).usingRecursiveComparison().isEqualTo(unknown);
        assertThat(read.sized((1 << 20) + 1).body().chunks()).isEqualTo(2);
    }

    @Test
    void entryKeepsItsNote() {
        UploadEntry entry = new UploadEntry(new ChunkLocation(BUCKET, 3, 7, 100), UPLOADER, 5, new byte[] {1, 2, 3});

        assertThat(UploadEntry.unpack(entry.pack())).usingRecursiveComparison().isEqualTo(entry);
    }
}
