package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slipway.seal.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk of 64 MiB fills up under a real node. Where none can be mounted, a store with an injected probe is tested all the
 * same: {@code KafkaTopicsIT}.
 */
class DiskFullIT {
    private static final long SIZE = 64L << 20;
    private static final int FILLER_BYTES = 12 << 20;
    private static final long HOUR = 3_600_000;

    @TempDir
    static Path temp;

    private final Randomness random = Randomness.of(new SecureRandom());

    @Test
    void uploadsAreRefusedBeforeTheBrokerStops_restGoesOn_andRoomIsUsedWhenThereIsSome() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()), "no mounting here");
        RunningNode node = new RunningNode(disk.resolve("data"), Map.of("SLIPWAY_MIN_FREE", "16MiB"));
        try {
            fill(node.start(), disk.resolve("filler"));
        } finally {
            node.close();
            assertThat(run("umount", "-l", disk.toString())).isTrue();
        }
    }

    private void fill(RunningNode node, Path filler) throws IOException {
        Files.write(filler, new byte[FILLER_BYTES]);
        SealedClient early = new SealedClient(node.url, 10, HOUR, random);
        byte[] small = early.sealedChunk(0);
        assertThat(early.create().status()).isEqualTo(201);
        assertThat(early.put(0, small).status()).isEqualTo(201);
        assertThat(early.complete().status()).isEqualTo(200);

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

        Files.delete(filler);

        assertThat(large.put(stored.size(), stored.get(stored.size() - 1)).status())
                .isEqualTo(201);
        assertThat(large.missing().json().getInteger("stored")).isEqualTo(stored.size() + 1);
        assertThat(early.get("/health/ready", null).json().encode()).doesNotContain("DOWN");
        assertThat(node.log()).doesNotContain("No space left");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
