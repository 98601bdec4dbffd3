package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bench, as small as it may be and with nothing warmed up, but for the starts of nodes, which other tests see enough of: that it
 * runs and checks what it moves, not what it measures.
 */
class BenchIT {
    private static final long PATIENCE_SECONDS = 480;

    @TempDir
    Path folder;

    @Test
    void trialsRun_andLeaveNothing() throws Exception {
        Path json = folder.resolve("figures.json");
        Path work = folder.resolve("work");
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(ShortLived.cluster());
        command.addAll(List.of(
                "-jar",
                System.getProperty("slipway.jar"),
                "bench",
                "--size=32",
                "--rounds=1",
                "--warm-up=0",
                "--warm-up-size=0",
                "--only=upload,cold,hot,single,ranges,small,changes",
                "--folder=" + work,
                "--peers=" + folder,
                "--json=" + json));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        ShortLived.choose(builder.environment());
        Process bench = builder.start();
        try {
            assertThat(bench.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
        } finally {
            bench.descendants().forEach(ProcessHandle::destroyForcibly);
            bench.destroyForcibly();
        }

        assertThat(bench.exitValue()).as(Files.readString(output)).isZero();
        JsonObject figures = new JsonObject(Files.readString(json));
        assertThat(of(figures.getJsonArray("rows"), "scenario"))
                .containsExactlyInAnyOrder(
                        "upload",
                        "download, cold",
                        "download, hot",
                        "single chunks",
                        "ranges, cold",
                        "ranges, hot",
                        "200 × 64 KiB up",
                        "200 × 64 KiB down",
                        "catalog changes");
        assertThat(of(figures.getJsonArray("ratios"), "what"))
                .contains("upload, sealed / raw producer", "ranges, cold, sealed p99, ms", "catalog change p50, ms");
        assertThat(figures.getJsonArray("missing").getList().toString()).contains("@tus/server");
        assertThat(work).doesNotExist();
    }

    private static Set<String> of(JsonArray rows, String name) {
        List<JsonObject> all = rows.stream().map(JsonObject.class::cast).toList();
        return all.stream().map(row -> row.getString(name)).collect(Collectors.toSet());
    }
}
