package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.Processes;
import io.slipway.seal.Digests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code curl -T -} at one node, {@code curl} at another: plain streams as a terminal has them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LiveStreamIT {
    private static final int SIZE = (24 << 20) + 4_321;
    private static final int SECONDS = 20;
    /** More than two nodes and the buffers of all connections hold. */
    private static final int MUCH = 64 << 20;

    @TempDir
    static Path temp;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();
    private RunningCluster cluster;
    private Path file;

    @BeforeAll
    void start() throws Exception {
        cluster = new RunningCluster(
                        temp.resolve("data"), 2, Map.of("SLIPWAY_IDLE_TIMEOUT", "6s", "SLIPWAY_LOG", "TRACE"))
                .start();
        file = temp.resolve("file");
        byte[] bytes = new byte[SIZE];
        new Random(4).nextBytes(bytes);
        Files.write(file, bytes);
    }

    @AfterEach
    void end() {
        Processes.end(started.stream().map(Process::toHandle).toList());
        started.clear();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private URI live(int node, String name) {
        return cluster.node(node).url().resolve("/live/" + name);
    }

    private Process run(Path out, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        started.add(process);
        return process;
    }

    private Process send(int node, String name, String input) throws IOException {
        return run(
                temp.resolve("sent-" + name),
                "sh",
                "-c",
                input + " | curl -sS -T - -w ' %{http_code}' " + live(node, name));
    }

    private Process receive(int node, String name) throws IOException {
        return run(
                temp.resolve("got-" + name + ".log"),
                "curl",
                "-NfsS",
                "-o",
                got(name).toString(),
                live(node, name).toString());
    }

    private static Path got(String name) {
        return temp.resolve("got-" + name);
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("in time").isTrue();
        return process.exitValue();
    }

    private static void until(BooleanSupplier so) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Waits until somebody waits under a name. */
    private void waits(String name) {
        until(() -> {
            try {
                return cluster.redis("KEYS", "*" + key(name)).startsWith("*1");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"0, 1, true", "1, 0, false", "0, 0, true", "1, 1, false"})
    @Order(1)
    void whatIsPutIsGot_whoeverComesFirst_onWhicheverNodes(int from, int to, boolean senderFirst) throws Exception {
        String name = "f" + from + to + senderFirst;
        Process first = senderFirst ? send(from, name, "cat " + file) : receive(to, name);
        waits(name);
        Process second = senderFirst ? receive(to, name) : send(from, name, "cat " + file);

        assertThat(exit(senderFirst ? second : first)).isZero();
        assertThat(exit(senderFirst ? first : second)).isZero();
        assertThat(Files.mismatch(file, got(name))).isEqualTo(-1);
        assertThat(Files.readString(temp.resolve("sent-" + name))).isEqualTo(SIZE + " bytes\n 200");
        until(() -> redisNames().equals("*0"));
    }

    /** How a name stands in Redis: not as itself. */
    private static String key(String name) {
        return "live:" + Digests.sha256(("slipway live name " + name).getBytes(StandardCharsets.US_ASCII));
    }

    private String redisNames() {
        try {
            return cluster.redis("KEYS", "*live:*");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Order(2)
    void nothingAtAllIsAStreamToo() throws Exception {
        Process sender = send(0, "empty", "true");
        waits("empty");
        assertThat(exit(receive(1, "empty"))).isZero();
        assertThat(exit(sender)).isZero();
        assertThat(Files.size(got("empty"))).isZero();
    }

    @Test
    @Order(3)
    void whoWaitsIsNotClosedForBeingSilent_andBytesComeAsTheyAreSent() throws Exception {
        Process receiver = receive(1, "slow");
        waits("slow");
        long began = System.nanoTime();
        // Longer than nodes let a connection rest.
        until(() -> System.nanoTime() - began > TimeUnit.SECONDS.toNanos(8) || !receiver.isAlive());
        assertThat(receiver.isAlive()).isTrue();

        Process sender = send(0, "slow", "(echo one; sleep 1; echo two)");
        until(() -> Files.exists(got("slow")) && got("slow").toFile().length() == 4);
        assertThat(sender.isAlive()).isTrue();
        assertThat(exit(receiver)).isZero();
        assertThat(Files.readString(got("slow"))).isEqualTo("one\ntwo\n");
    }

    @Test
    @Order(4)
    void aSenderThatIsCutOffLeavesAReceiverThatKnowsIt() throws Exception {
        Process receiver = receive(1, "cut");
        waits("cut");
        Process sender = run(
                temp.resolve("sent-cut"),
                "curl",
                "-sS",
                "-T",
                "-",
                live(0, "cut").toString());
        sender.getOutputStream().write(new byte[1 << 20]);
        sender.getOutputStream().flush();
        until(() -> Files.exists(got("cut")) && got("cut").toFile().length() > 0);

        sender.destroyForcibly();

        assertThat(exit(receiver))
                .as("curl's word for a transfer that broke off")
                .isIn(18, 56);
    }

    @Test
    @Order(5)
    void aReceiverThatGoesAwayLeavesASenderThatKnowsIt() throws Exception {
        Process sender = send(0, "gone", "head -c " + MUCH + " /dev/zero");
        waits("gone");
        Process receiver = run(
                temp.resolve("got-gone.log"),
                "curl",
                "-sS",
                "--limit-rate",
                "100k",
                "-o",
                got("gone").toString(),
                live(1, "gone").toString());
        until(() -> Files.exists(got("gone")) && got("gone").toFile().length() > 0);
        assertThat(sender.isAlive()).isTrue();

        receiver.destroyForcibly();

        assertThat(sender.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(temp.resolve("sent-gone")))
                .contains("PEER_GONE")
                .endsWith(" 410");
    }

    @Test
    @Order(6)
    void oneSenderAndOneReceiver_andNamesThatAreNames() throws Exception {
        Process sender = send(0, "one", "cat");
        waits("one");
        assertThat(status("PUT", 1, "one")).isEqualTo(409);
        Process receiver = receive(1, "one");
        until(() -> busy("one"));
        assertThat(status("GET", 0, "one")).isEqualTo(409);
        assertThat(status("PUT", 0, "one")).isEqualTo(409);
        sender.getOutputStream().close();
        assertThat(exit(receiver)).isZero();
        assertThat(exit(sender)).isZero();

        assertThat(status("GET", 0, "x".repeat(65))).isEqualTo(400);
        assertThat(status("GET", 0, "a%20b")).isEqualTo(400);
        assertThat(status("HEAD", 0, "one")).isEqualTo(405);
        assertThat(status("PUT", 0, "a/b")).isIn(404, 405);
    }

    private boolean busy(String name) {
        try {
            String key = cluster.redis("KEYS", "*" + key(name))
                    .lines()
                    .reduce((a, b) -> b)
                    .orElseThrow();
            return cluster.redis("GET", key)
                    .lines()
                    .skip(1)
                    .findFirst()
                    .orElse("")
                    .startsWith("b ");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int status(String method, int node, String name) throws Exception {
        HttpRequest.BodyPublisher body =
                method.equals("PUT") ? HttpRequest.BodyPublishers.ofString("x") : HttpRequest.BodyPublishers.noBody();
        return http.send(
                        HttpRequest.newBuilder(live(node, name))
                                .method(method, body)
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    @Order(7)
    void ofNamesAndContentThereIsNothingOnAnyDisk_norInAnyLog() throws Exception {
        Traces traces = new Traces(temp.resolve("data"));
        for (int i = 0; i < 5; i++) {
            String name = "canary-name-" + i + "-of-a-stream";
            String content = "canary content of stream " + i;
            Process sender = send(i % 2, name, "echo " + content);
            waits(name);
            assertThat(exit(receive(1 - i % 2, name))).isZero();
            assertThat(exit(sender)).isZero();
            assertThat(Files.readString(got(name))).isEqualTo(content + "\n");
            traces.of("name " + i, name.getBytes(StandardCharsets.US_ASCII))
                    .of("content " + i, content.getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(traces.found()).isEmpty();
        assertThat(cluster.said()).doesNotContain("canary");
    }

    @Test
    @Order(8)
    void anAddressMayHaveEightThatWait_andNotOneMore() throws Exception {
        for (int i = 0; i < 8; i++) {
            assertThat(receive(0, "wait" + i).isAlive()).isTrue();
            waits("wait" + i);
        }
        assertThat(status("GET", 0, "wait8")).isEqualTo(503);
        started.get(0).destroyForcibly();
        until(() -> redisNames().startsWith("*7"));
        assertThat(receive(0, "wait8").isAlive()).isTrue();
        waits("wait8");
    }
}
