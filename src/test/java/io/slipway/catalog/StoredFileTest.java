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
}
