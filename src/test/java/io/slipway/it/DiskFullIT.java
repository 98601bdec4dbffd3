package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.chaos.SmallDisk;
import io.slipway.seal.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk of 64 MiB, a tmpfs, fills up under a real node. Where none may be mounted that is said, and {@code NoRoomIT}, which
 * runs everywhere, stands for it: there a whole node is told how much room there is.
 */
class DiskFullIT {
    private static final long ROOM = 48L << 20;
    private static final long MIN_FREE = 16L << 20;
    /** Bytes that may be used beside the filler. */
    private static final long LEFT = 24L << 20;

    private static final long SIZE = 64L << 20;
    private static final long HOUR = 3_600_000;

    @TempDir
    static Path temp;

    private final Randomness random = Randomness.of(new SecureRandom());

    @Test
    void uploadsAreRefusedBeforeTheBrokerStops_restGoesOn_andRoomIsUsedWhenThereIsSome(TestReporter reporter)
            throws Exception {
        Path folder = Files.createDirectory(temp.resolve("disk"));
        try (SmallDisk disk = SmallDisk.at(folder, ROOM, MIN_FREE)) {
            if (!disk.mounted()) {
                reporter.publishEntry("no tmpfs may be mounted here: NoRoomIT stands for a full disk");
                return;
            }
            RunningNode node = new RunningNode(folder.resolve("data"), disk.settings());
            try {
                fill(node.start(), disk);
            } finally {
                node.close();
            }
        }
    }

    private void fill(RunningNode node, SmallDisk disk) throws IOException {
        SealedClient early = new SealedClient(node.url, 10, HOUR, random);
        byte[] small = early.sealedChunk(0);
        assertThat(early.create().status()).isEqualTo(201);
        assertThat(early.put(0, small).status()).isEqualTo(201);
        assertThat(early.complete().status()).isEqualTo(200);
        disk.fill(LEFT);

        SealedClient large = new SealedClient(node.url, SIZE, HOUR, random);
        assertThat(large.create().status()).isEqualTo(201);
        List<byte[]> stored = new ArrayList<>();
        SealedClient.Answer answer = large.put(0, large.sealedChunk(0));
        while (answer.status() == 201) {
            byte[] next = large.sealedChunk(stored.size() + 1L);
            stored.add(next);
            answer = large.put(stored.size(), next);
        }
        assertThat(answer.status()).isEqualTo(507);
        assertThat(answer.code()).isEqualTo("STORAGE_FULL");
        assertThat(answer.retryAfter()).isNotNull();

        assertThat(early.get("/health/ready", null).json().encode()).doesNotContain("DOWN");
        assertThat(early.download(early.read).body()).isEqualTo(small);
        assertThat(early.delete(early.owner).status()).isEqualTo(200);
        assertThat(early.undo(early.owner).status()).isEqualTo(200);
        assertThat(large.missing().json().getInteger("stored")).isEqualTo(stored.size());

        disk.free();

        assertThat(large.put(stored.size(), stored.get(stored.size() - 1)).status())
                .isEqualTo(201);
        assertThat(large.missing().json().getInteger("stored")).isEqualTo(stored.size() + 1);
        assertThat(early.get("/health/ready", null).json().encode()).doesNotContain("DOWN");
        assertThat(node.log()).doesNotContain("No space left");
    }
}
