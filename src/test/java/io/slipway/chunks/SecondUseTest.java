package io.slipway.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.ChunkFixtures;
import io.slipway.model.FileId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SecondUseTest {
    private final Random random = new Random(8);
    private final FileId file = ChunkFixtures.fileId(random);
    private final SecondUse uses = new SecondUse();

    @Test
    void aChunkIsUsedAgainTheSecondTime() {
        assertThat(uses.again(file, 0)).isFalse();
        assertThat(uses.again(file, 1)).isFalse();
        assertThat(uses.again(ChunkFixtures.fileId(random), 0)).isFalse();
        assertThat(uses.again(file, 0)).isTrue();
        assertThat(uses.again(file, 0)).isTrue();
    }

    @Test
    void noneOfTheLastGenerationIsForgotten_andThoseOfTwoBeforeAre() {
        for (long chunk = 0; chunk < 3L * SecondUse.GENERATION; chunk++) {
            boolean ignored = uses.again(file, chunk);
        }
        FileId other = file;
        int forgotten = 0;
        for (long chunk = 0; chunk < 1_000; chunk++) {
            forgotten += uses.again(other, chunk) ? 0 : 1;
        }
        assertThat(forgotten).as("of the first of three generations").isGreaterThan(900);
        for (long chunk = 3L * SecondUse.GENERATION - 1_000; chunk < 3L * SecondUse.GENERATION; chunk++) {
            assertThat(uses.again(file, chunk)).isTrue();
        }
    }

    @Test
    void fewAreTakenForOthers() {
        for (long chunk = 0; chunk < SecondUse.GENERATION; chunk++) {
            boolean ignored = uses.again(file, chunk);
        }
        FileId other = ChunkFixtures.fileId(random);
        int mistaken = 0;
        for (long chunk = 0; chunk < 10_000; chunk++) {
            mistaken += uses.again(other, chunk) ? 1 : 0;
        }
        assertThat(mistaken).isLessThan(400);
    }
}
