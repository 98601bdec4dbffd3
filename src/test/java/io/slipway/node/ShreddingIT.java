package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.chaos.KeptFile;
import io.slipway.cli.chaos.NodeTalk;
import io.slipway.cli.chaos.Persistence;
import io.slipway.config.NodeConfig;
import io.slipway.journal.JournalSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is deleted can't be opened any more, also by whoever takes the disks: a wrapped key stands in the log of keys and in
 * Redis's file while its share lives, and in no file of the node a short while after it was deleted. The times of the log are
 * seconds here instead of minutes; nothing else differs from a node as it is started.
 */
class ShreddingIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final JournalSettings.Times SHORT = new JournalSettings.Times(
            JournalSettings.Times.DEFAULT.compactionLag(),
            JournalSettings.Times.DEFAULT.remembrance(),
            SECOND,
            SECOND,
            SECOND.multipliedBy(2),
            SECOND.multipliedBy(2),
            JournalSettings.Times.DEFAULT.patience());

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Far more than the seconds it takes: the broker of a busy machine cleans its logs when it comes to it. */
    private static final Duration PROMISED = Duration.ofMinutes(3);

    private static final long HOUR = 3_600_000;

    @TempDir
    Path temp;

    @Test
    void aWrappedKeyIsInNoFileOnceItsShareIsDeleted_anothersStays() throws Exception {
        Path data = temp.toRealPath().resolve("data");
        int port = NoRoomIT.freePort();
        NodeConfig config = NodeConfig.load(Map.of(
                "SLIPWAY_DATA",
                data.toString(),
                "SLIPWAY_PORT",
                String.valueOf(port),
                "SLIPWAY_UNDO",
                "1s",
                "SLIPWAY_SWEEP_EVERY",
                "200ms"));
        KeptFile mortal = new KeptFile(1_000, HOUR, 71);
        KeptFile other = new KeptFile(1_000, HOUR, 72);
        Node node = Node.start(config, "test", new Node.Nature(SHORT, SECOND, Optional.empty()));
        try {
            NodeTalk talk = new NodeTalk(URI.create("http://127.0.0.1:" + port), PATIENCE);
            assertThat(Persistence.lasting(PATIENCE).keep(talk, mortal).ok()).isTrue();
            assertThat(Persistence.lasting(PATIENCE).keep(talk, other).ok()).isTrue();
            for (String key : wrappedKeys(mortal)) {
                assertThat(filesWith(data, key))
                        .as("in the log of keys and in Redis's file")
                        .anyMatch(file -> file.contains(".keys-"))
                        .anyMatch(file -> file.contains("redis"));
            }

            assertThat(talk.delete(mortal).ok()).isTrue();

            for (String key : wrappedKeys(mortal)) {
                assertThat(gone(data, key)).as("files that have it still").isEmpty();
            }
            for (String key : wrappedKeys(other)) {
                assertThat(filesWith(data, key)).isNotEmpty();
            }
            assertThat(talk.read(other).digest()).isEqualTo(other.digest());
        } finally {
            node.stop(Duration.ofSeconds(40));
        }
        for (String key : wrappedKeys(mortal)) {
            assertThat(filesWith(data, key)).as("after the node has stopped").isEmpty();
        }
    }

    /** As they stand in records: in base64. */
    private static List<String> wrappedKeys(KeptFile kept) {
        JsonObject wish = new JsonObject(kept.wish());
        return Stream.of(
                        wish.getString("wrap"),
                        wish.getJsonArray("files").getJsonObject(0).getString("wrap"))
                .map(Base64.getUrlDecoder()::decode)
                .map(Base64.getEncoder()::encodeToString)
                .toList();
    }

    /** Waits until no file has it; the names of those that have it when the time is over. */
    private static List<String> gone(Path folder, String key) throws IOException {
        long end = System.nanoTime() + PROMISED.toNanos();
        List<String> left = filesWith(folder, key);
        while (!left.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            left = filesWith(folder, key);
        }
        return left;
    }

    private static List<String> filesWith(Path folder, String key) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files(folder)) {
            try {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(key)) {
                    found.add(folder.relativize(file).toString());
                }
            } catch (NoSuchFileException ended) {
                // Cleaned away in between.
            }
        }
        return found;
    }

    private static List<Path> files(Path folder) throws IOException {
        while (true) {
            try (Stream<Path> all = Files.walk(folder)) {
                return all.filter(Files::isRegularFile).toList();
            } catch (UncheckedIOException changed) {
                // A folder went away while it was walked: once more.
            }
        }
    }
}
