package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.chaos.KeptFile;
import io.slipway.cli.chaos.NodeTalk;
import io.slipway.cli.chaos.NodeTalk.Outcome;
import io.slipway.cli.chaos.Persistence;
import io.slipway.config.NodeConfig;
import io.slipway.journal.JournalSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole node that is told how much room there is, to the byte, on any machine. {@code DiskFullIT} fills a real disk where one
 * may be mounted.
 */
class NoRoomIT {
    private static final long MIN_FREE = 1 << 20;
    private static final long HOUR = 3_600_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    @Test
    void uploadsAreRefusedAtTheLastByte_restGoesOn_andSoDoUploadsWhenThereIsRoom() throws Exception {
        AtomicLong usable = new AtomicLong(Long.MAX_VALUE / 2);
        int port = freePort();
        NodeConfig config = NodeConfig.load(Map.of(
                "SLIPWAY_DATA", temp.toRealPath().resolve("data").toString(),
                "SLIPWAY_PORT", String.valueOf(port),
                "SLIPWAY_MIN_FREE", MIN_FREE + "B"));
        Node node = Node.start(
                config,
                "test",
                new Node.Nature(JournalSettings.Times.DEFAULT, Duration.ofMinutes(2), Optional.of(usable::get)));
        try {
            fill(new NodeTalk(URI.create("http://127.0.0.1:" + port), PATIENCE), usable);
        } finally {
            node.stop(Duration.ofSeconds(40));
        }
    }

    private static void fill(NodeTalk talk, AtomicLong usable) throws Exception {
        KeptFile early = new KeptFile(1_000, HOUR, 1);
        assertThat(Persistence.lasting(PATIENCE).keep(talk, early).ok()).isTrue();
        KeptFile late = new KeptFile(3 << 20, HOUR, 2);
        assertThat(talk.create(late).ok()).isTrue();
        long length = late.chunk(0).length;

        usable.set(MIN_FREE + length);
        assertThat(talk.put(late, 0).ok()).as("the last that has room").isTrue();
        usable.set(MIN_FREE + length - 1);
        Outcome refused = talk.put(late, 1);

        assertThat(refused.status()).isEqualTo(507);
        assertThat(refused.code()).isEqualTo("STORAGE_FULL");
        assertThat(talk.read(early).digest()).isEqualTo(early.digest());
        assertThat(talk.delete(early).ok()).isTrue();
        assertThat(talk.missing(late).words().getJsonArray("missing").encode()).isEqualTo("[[1,2]]");
        usable.set(MIN_FREE + length);
        assertThat(talk.put(late, 1).ok()).isTrue();
        assertThat(talk.put(late, 2).ok()).isTrue();
        assertThat(talk.complete(late).ok()).isTrue();
        assertThat(talk.read(late).digest()).isEqualTo(late.digest());
    }

    static int freePort() {
        while (true) {
            try (ServerSocket probe =
                    new ServerSocket(ThreadLocalRandom.current().nextInt(20_000, 32_000))) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // another one, then
            }
        }
    }
}
