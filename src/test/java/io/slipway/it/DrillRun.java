package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One drill of {@code slipway chaos}, from its command line to its line on the scoreboard. */
final class DrillRun {
    private static final long PATIENCE_SECONDS = 240;

    private DrillRun() {}

    /**
     * Does it, and leaves nothing: no promise was broken, and no file is left.
     *
     * @param folder an empty one
     * @return what stands on the scoreboard
     */
    static JsonObject of(Path folder, String name, String minutes) throws Exception {
        Path board = folder.resolve("board");
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(ShortLived.node());
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
        command.addAll(List.of("-jar", System.getProperty("slipway.jar")));
        command.addAll(List.of("chaos", name, "--minutes=" + minutes, "--seed=5", "--append=" + board));
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
        assertThat(score.getString("drill")).isEqualTo(name);
        assertThat(score.getJsonArray("violations")).isEmpty();
        assertThat(folder.resolve("tmp")).as("nothing is left").satisfies(left -> assertThat(
                        left.toFile().list())
                .noneMatch(file -> file.startsWith("slipway-chaos")));
        return score;
    }
}
