package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code slipway chaos} on the live relay, at the least size it has: those who don't behave take no memory and nobody's place, and a
 * transfer outlives its paths.
 */
class LiveDrillsIT {
    private static final long PATIENCE_SECONDS = 240;
    private static final int RELAYS = 64;
    private static final int GREEDY = RELAYS / 8;
    private static final int TRANSFERS = 20;

    @TempDir
    Path folder;

    @Test
    void relaysStayWithinTheirMemory_whateverTheirSendersAndReceiversDo() throws Exception {
        JsonObject score = drill("relay");

        JsonObject figures = score.getJsonObject("figures");
        assertThat(figures.getDouble("MiB through one relay")).isEqualTo(512);
        assertThat(figures.getDouble("relays stalled")).isEqualTo(RELAYS);
        assertThat(figures.getDouble("MiB held for each"))
                .as("they do hold something")
                .isPositive();
        assertThat(score.getJsonObject("faults").getInteger("greedy sender shut out"))
                .isEqualTo(GREEDY);
    }

    @Test
    void transfersArrive_thoughTheirPathsAreCut() throws Exception {
        JsonObject score = drill("paths");

        JsonObject figures = score.getJsonObject("figures");
        assertThat(figures.getDouble("transfers")).isEqualTo(TRANSFERS);
        assertThat(figures.getDouble("paths that were relays")).isPositive();
        assertThat(figures.getDouble("switches")).isPositive();
        assertThat(score.getJsonObject("faults").getInteger("node killed")).isEqualTo(1);
    }

    private JsonObject drill(String name) throws Exception {
        Path board = folder.resolve("board");
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                        "-jar",
                        System.getProperty("slipway.jar"),
                        "chaos",
                        name,
                        "--minutes=0.001",
                        "--seed=5",
                        "--append=" + board)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
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
        assertThat(score.getString("drill")).isEqualTo(name);
        assertThat(score.getJsonArray("violations")).isEmpty();
        assertThat(folder.resolve("tmp")).as("nothing is left").satisfies(left -> assertThat(
                        left.toFile().list())
                .noneMatch(file -> file.startsWith("slipway-chaos")));
        return score;
    }
}
