package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.LiveFiles;
import io.slipway.seal.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The terminal's way: real curl against a real node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CurlIT {
    private static final int MIB = 1 << 20;

    @TempDir
    static Path temp;

    private RunningNode node;

    @BeforeAll
    void start() throws IOException {
        node = SharedNodes.one();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB - 1, MIB, MIB + 1, 5 * MIB / 2, 4097 * 1024})
    void whatGoesUpComesDown(int size) throws Exception {
        Path file = random("up-" + size, size);

        String link = curl("-T", file.toString(), node.url + "/").strip();
        Path down = temp.resolve("down-" + size);
        fetch("-o", down.toString(), link);

        assertThat(link).startsWith(node.url + "/s/");
        assertThat(Files.mismatch(file, down)).isEqualTo(-1);
    }

    @Test
    void lengthNeedNotBeKnown() throws Exception {
        Path file = random("piped", 2 * MIB);

        String link = run("sh", "-c", "cat '" + file + "' | curl -fsS -T - " + node.url + "/piped.bin")
                .strip();

        Path down = temp.resolve("down-piped");
        fetch("-o", down.toString(), link);
        assertThat(Files.mismatch(file, down)).isEqualTo(-1);
    }

    @Test
    void nameComesBack() throws Exception {
        Path file = random("plain", 10);

        String link =
                curl("-T", file.toString(), node.url + "/gr%C3%BC%C3%9Fe.txt").strip();
        String headers = curl("-I", link);

        assertThat(headers).contains("filename*=UTF-8''gr%C3%BC%C3%9Fe.txt").contains("content-length: 10");
    }

    @Test
    void anyRangeIsThatPartOfTheFile() throws Exception {
        int size = 9 * MIB + 12345;
        Path file = random("ranges", size);
        byte[] whole = Files.readAllBytes(file);
        String link = curl("-T", file.toString(), node.url + "/").strip();
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            int from = random.nextInt(size);
            int to = Math.min(size - 1, from + random.nextInt(i % 3 == 0 ? 10 : 3 * MIB));
            Path part = temp.resolve("part");

            fetch("-o", part.toString(), "-r", from + "-" + to, link);

            assertThat(Arrays.equals(Files.readAllBytes(part), Arrays.copyOfRange(whole, from, to + 1)))
                    .as("bytes %d-%d", from, to)
                    .isTrue();
        }
        assertThat(curl("-o", "/dev/null", "-w", "%{http_code}", "-r", "0-0", link))
                .isEqualTo("206");
        assertThat(run("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-r", size + "-", link))
                .isEqualTo("416");
    }

    @Test
    void interruptedDownloadGoesOn() throws Exception {
        Path file = random("resume", 3 * MIB);
        String link = curl("-T", file.toString(), node.url + "/").strip();
        Path down = temp.resolve("down-resume");
        Files.write(down, Arrays.copyOf(Files.readAllBytes(file), MIB + 1));

        fetch("-C", "-", "-o", down.toString(), link);

        assertThat(Files.mismatch(file, down)).isEqualTo(-1);
    }

    @Test
    void deletionHidesAtOnce() throws Exception {
        Path file = random("gone", 100);
        Path headers = temp.resolve("headers");
        String link = curl("-D", headers.toString(), "-T", file.toString(), node.url + "/")
                .strip();
        String delete = Files.readAllLines(headers).stream()
                .filter(line -> line.toLowerCase().startsWith("x-url-delete:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();

        fetch("-X", "DELETE", delete);

        assertThat(run("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", link))
                .isEqualTo("410");
    }

    @Test
    void afterKillAndRestartEverythingIsThere() throws Exception {
        Path file = random("kept", 5 * MIB + 1);
        String link = curl("-T", file.toString(), node.url + "/").strip();

        node.kill();
        node = node.start();

        Path down = temp.resolve("down-kept");
        fetch("-o", down.toString(), link);
        assertThat(Files.mismatch(file, down)).isEqualTo(-1);
    }

    @Test
    void openBytesAndNamesAreNotOnDiskInTheClear() throws Exception {
        String canary = "canary-" + Long.toHexString(new Random().nextLong()) + "-" + System.nanoTime();
        Path file = Files.writeString(temp.resolve(canary), canary.repeat(50));

        String link = curl("-T", file.toString(), node.url + "/").strip();

        assertThat(curl(link)).isEqualTo(canary.repeat(50));
        assertThat(holding(node.data, canary)).isEmpty();
        assertThat(node.log()).doesNotContain(canary);
    }

    private static List<Path> holding(Path folder, String text) throws IOException {
        List<Path> hits = new ArrayList<>();
        for (Path file : LiveFiles.in(folder)) {
            if (LiveFiles.read(file).contains(text)) {
                hits.add(file);
            }
        }
        return hits;
    }

    private static Path random(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(Digests.sha256(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .hashCode())
                .nextBytes(bytes);
        return Files.write(temp.resolve(name), bytes);
    }

    /** As {@link #curl}, where what it prints doesn't matter. */
    private static void fetch(String... arguments) throws Exception {
        assertThat(curl(arguments)).isNotNull();
    }

    /** Runs curl and expects it to succeed. @return what it printed */
    private static String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-fsS", "--max-time", "60"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
        return output;
    }
}
