package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.Digest;
import io.slipway.seal.Digests;
import io.slipway.seal.RootDigest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkSumsTest {
    private static final Digest ONE = Digests.sha256(new byte[] {1});
    private static final Digest TWO = Digests.sha256(new byte[] {2});

    @TempDir
    Path folder;

    @Test
    void whatWasNotedIsThereInAnotherRun() throws Exception {
        Path file = folder.resolve("a.sums");
        try (ChunkSums sums = ChunkSums.open(file, 3)) {
            sums.set(2, TWO);
            sums.set(0, ONE);
        }
        try (ChunkSums sums = ChunkSums.open(file, 3)) {
            assertThat(sums.get(0)).contains(ONE);
            assertThat(sums.has(1)).isFalse();
            assertThat(sums.get(2)).contains(TWO);
            assertThatThrownBy(sums::root).isInstanceOf(IllegalStateException.class);
            sums.forget(2);
            assertThat(sums.has(2)).isFalse();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void theRootIsThatOfTheFormat() throws Exception {
        RootDigest root = new RootDigest();
        root.add(ONE);
        root.add(TWO);
        try (ChunkSums sums = ChunkSums.open(folder.resolve("b.sums"), 2)) {
            sums.set(1, TWO);
            sums.set(0, ONE);

            assertThat(sums.root()).isEqualTo(root.end());
        }
    }

    @Test
    void halfADigest_andWhatLiesBehindTheLastChunk_meanNothing() throws Exception {
        Path file = folder.resolve("c.sums");
        byte[] bytes = new byte[3 * Digest.BYTES];
        System.arraycopy(ONE.bytes(), 0, bytes, 2 * Digest.BYTES, Digest.BYTES);
        Files.write(file, bytes);
        try (ChunkSums sums = ChunkSums.open(file, 2)) {
            assertThat(sums.has(2)).isFalse();
        }
        Files.write(file, java.util.Arrays.copyOf(ONE.bytes(), Digest.BYTES - 1));
        try (ChunkSums sums = ChunkSums.open(file, 2)) {
            assertThat(sums.has(0)).isFalse();
        }
    }
}
