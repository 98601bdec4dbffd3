package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code slipway chaos} from its command line to its scoreboard, with the one kind of damage no other test does: connections that are
 * dropped, repeated and delayed at any byte.
 */
class DrillsIT {
    private static final long PATIENCE_SECONDS = 240;
    /** How many there are is up to how much a machine gets done in the time; without any the drill shows nothing. */
    private static final int LEAST_FAULTS = 1;

    @TempDir
    Path folder;

    @Test
    void filesAreStoredOnce_thoughConnectionsAreDroppedRepeatedAndDelayed() throws Exception {
        Path board = folder.resolve("board");
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(ShortLived.node());
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
        command.addAll(List.of("-jar", System.getProperty("slipway.jar")));
        command.addAll(List.of("chaos", "once", "--minutes=0.3", "--seed=5", "--append=" + board));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        ShortLived.choose(builder.environment());
        Process drill = builder.start();
        try {
            assertThat(drill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
        } finally {
            drill.descendants().forEach(ProcessHandle::destroyForcibly);
            drill.destroyForcibly();
        }

        assertThat(drill.exitValue()).as(Files.readString(output)).isZero();
        List<String> lines = Files.readAllLines(board);
        assertThat(lines).hasSize(1);
        JsonObject score = new JsonObject(lines.get(0));
        assertThat(score.getString("drill")).isEqualTo("once");
        assertThat(score.getJsonArray("violations")).isEmpty();
        assertThat(score.getLong("bytes")).isPositive();
        assertThat(score.getJsonObject("faults").stream()
                        .mapToInt(fault -> (Integer) fault.getValue())
                        .sum())
                .as("faults: " + score)
                .isGreaterThanOrEqualTo(LEAST_FAULTS);
        assertThat(folder.resolve("tmp")).as("nothing is left").satisfies(left -> assertThat(
                        left.toFile().list())
                .noneMatch(name -> name.startsWith("slipway-chaos")));
    }
}
