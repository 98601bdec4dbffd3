package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.seal.Randomness;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker is killed, the disk is full: clear answers, nothing lost, nothing half visible. */
class PartsGoneIT {
    private static final long HOUR = 3_600_000;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    private final Randomness random = Randomness.of(new SecureRandom());

    @Test
    void acknowledgedChunksSurviveAKilledBroker_andTheUploadGoesOn() throws Exception {
        try (RunningNode node = new RunningNode(temp.resolve("data"), Map.of()).start()) {
            SealedClient client = new SealedClient(node.url, 3 << 20, HOUR, random);
            assertThat(client.create().status()).isEqualTo(201);
            byte[] first = client.sealedChunk(0);
            assertThat(client.put(0, first).status()).isEqualTo(201);

            node.killBroker();

            for (long i = 1; i < 3; i++) {
                long index = i;
                byte[] chunk = client.sealedChunk(index);
                eventually(() -> {
                    SealedClient.Answer answer = client.put(index, chunk);
                    assertThat(answer.status()).isIn(200, 201, 503);
                    return answer.status() != 503;
                });
            }
            eventually(() -> client.complete().status() == 200);
            assertThat(client.download(client.read).body())
                    .hasSize(3 * 1_048_848)
                    .startsWith(first);
        }
    }

    @Test
    void fullDiskIsSaidBeforeTheBrokerStops() throws Exception {
        try (RunningNode node = new RunningNode(temp.resolve("data"), Map.of("SLIPWAY_MIN_FREE", "1023TiB")).start()) {
            SealedClient client = new SealedClient(node.url, 1 << 20, HOUR, random);
            assertThat(client.create().status()).isEqualTo(201);

            SealedClient.Answer answer = client.put(0, client.sealedChunk(0));

            assertThat(answer.status()).isEqualTo(507);
            assertThat(answer.code()).isEqualTo("STORAGE_FULL");
            assertThat(client.missing().json().getInteger("stored")).isZero();
        }
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime())
                    .as("it should have happened within %s", SOON)
                    .isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
