package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.ExitCode;
import io.slipway.it.RunningCluster;
import io.slipway.it.SharedNodes;
import io.slipway.it.Traces;
import io.slipway.kit.BulkClient;
import io.slipway.kit.SockClient;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.protocol.Relay;
import io.slipway.protocol.RelayFrame;
import io.slipway.seal.ShareLink;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Live shares from a terminal to a terminal: the sender, in a process of its own, at one node, its receivers at another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveCommandIT {
    private static final int MIB = 1 << 20;
    private static final int SECONDS = 90;

    @TempDir
    static Path temp;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private RunningCluster cluster;
    private Commands here;
    private Path folder;

    @BeforeAll
    void start() throws Exception {
        cluster = SharedNodes.two();
    }

    @AfterAll
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void clean() throws IOException {
        folder = Files.createTempDirectory(temp, "case");
        here = new Commands(folder.resolve("state"), cluster.node(0).url().toString());
    }

    /** A sender that runs: what it prints line by line, and what it says. */
    private record Sending(Process process, BufferedReader out, Path err) implements AutoCloseable {
        String line() throws IOException {
            return out.readLine();
        }

        String said() throws IOException {
            return Files.readString(err);
        }

        void kill() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private Sending send(String... arguments) throws IOException {
        Path err = Files.createTempFile(folder, "said", ".txt");
        String[] words =
                Stream.concat(Stream.of("send", "--live"), Stream.of(arguments)).toArray(String[]::new);
        Process process = here.start(ProcessBuilder.Redirect.to(err.toFile()), words);
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new Sending(process, out, err);
    }

    private Path file(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return Files.write(folder.resolve(name), content);
    }

    /** The same link at the other node. */
    private String elsewhere(String link) {
        return cluster.node(1).url() + link.substring(link.indexOf("/s/"));
    }

    private Path out() {
        return folder.resolve("out");
    }

    private Commands.Outcome receive(String link, String... more) {
        String[] words = Stream.concat(Stream.of(elsewhere(link), "--out", out().toString()), Stream.of(more))
                .toArray(String[]::new);
        return here.receive(words);
    }

    private CompletableFuture<Commands.Outcome> receiving(String link, String... more) {
        return CompletableFuture.supplyAsync(() -> receive(link, more));
    }

    private static void until(String what, Callable<Boolean> met) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!met.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** How many chunks of a file that arrives are there. */
    private long chunksThere() throws IOException {
        if (!Files.isDirectory(out())) {
            return 0;
        }
        try (Stream<Path> all = Files.list(out())) {
            for (Path each : (Iterable<Path>) all::iterator) {
                if (each.toString().endsWith(".sums")) {
                    return known(Files.readAllBytes(each));
                }
            }
        }
        return 0;
    }

    private static long known(byte[] sums) {
        return IntStream.range(0, sums.length / Digest.BYTES)
                .filter(chunk -> !Arrays.equals(
                        new byte[Digest.BYTES],
                        Arrays.copyOfRange(sums, chunk * Digest.BYTES, (chunk + 1) * Digest.BYTES)))
                .count();
    }

    private static void assertReceived(Commands.Outcome outcome, Path file, Path came) throws IOException {
        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(ExitCode.OK);
        assertThat(Files.mismatch(file, came)).isEqualTo(-1);
    }

    @Test
    void whatIsOfferedIsReceived_andLeavesNoTrace() throws Exception {
        byte[] canary = new byte[24];
        new Random(77).nextBytes(canary);
        String name = "canary-" + Long.toHexString(new Random(78).nextLong());
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.createDirectories(tree.resolve("empty"));
        Files.write(tree.resolve(name), canary);
        Path none = file("none", 0);
        Path large = file("large", 5 * MIB + 7);

        try (Sending sender = send(tree.toString(), none.toString(), large.toString(), "--title", "Titel", "--yes")) {
            String link = sender.line();
            Commands.Outcome outcome = receive(link);

            assertReceived(outcome, large, out().resolve("large"));
            assertReceived(outcome, none, out().resolve("none"));
            assertThat(out().resolve("tree").resolve(name)).hasBinaryContent(canary);
            assertThat(out().resolve("tree/empty")).isEmptyDirectory();
            assertThat(outcome.out().lines()).hasSize(3);
            until("it is told", () -> sender.said().contains("large was received and verified"));

            ShareLink parsed = ShareLink.parse(link);
            assertThat(new Traces(cluster.data)
                            .of("the content", canary)
                            .of("the name", name.getBytes(StandardCharsets.UTF_8))
                            .of("the secret", parsed.secret().bytes())
                            .of("the share's key", key(link))
                            .found())
                    .isEmpty();
            assertThat(here.ls().out()).contains("  live ");
        }
    }

    private byte[] key(String link) throws IOException {
        Path entry = folder.resolve(
                "state/slipway/sent/" + ShareLink.parse(link).shareId().text() + ".json");
        String key = new JsonObject(Files.readString(entry))
                .getJsonObject("unfinished")
                .getString("key");
        return Base64.getUrlDecoder().decode(key);
    }

    @Test
    void aKilledReceiverGoesOn_andAsksForNothingThatItHas() throws Exception {
        Path large = file("large", 16 * MIB + 3);
        try (Sending sender = send(large.toString())) {
            String link = sender.line();
            Process first = here.start("receive", elsewhere(link), "--out", out().toString(), "--limit", "4M");
            until("some of it is there", () -> chunksThere() >= 6);
            first.destroyForcibly().waitFor();
            long there = chunksThere();

            Commands.Outcome outcome = receive(link, "--limit", "8M");

            assertReceived(outcome, large, out().resolve("large"));
            assertThat(there).isBetween(6L, 15L);
            assertThat(outcome.err())
                    .contains("received and verified 1 file, 16.0 MiB, " + (16 - there) + ".0 MiB of it now");
        }
    }

    @Test
    void aSenderThatIsBackGoesOn_underTheSameLink() throws Exception {
        Path large = file("large", 24 * MIB);
        Sending first = send(large.toString(), "--limit", "4M");
        String link = first.line();
        CompletableFuture<Commands.Outcome> receiving = receiving(link);
        until("some of it is there", () -> chunksThere() >= 4);
        first.kill();

        try (Sending second = send(large.toString())) {
            assertThat(second.line()).isEqualTo(link);
            assertReceived(receiving.get(SECONDS, TimeUnit.SECONDS), large, out().resolve("large"));
            until("it is told", () -> second.said().contains("large was received and verified"));
        }
    }

    @Test
    void severalReceiveAtOnce() throws Exception {
        Path large = file("large", 6 * MIB);
        try (Sending sender = send(large.toString())) {
            String link = elsewhere(sender.line());
            for (CompletableFuture<Commands.Outcome> each : Stream.of("a", "b", "c")
                    .map(name -> CompletableFuture.supplyAsync(() ->
                            here.receive(link, "--out", out().resolve(name).toString())))
                    .toList()) {
                Commands.Outcome outcome = each.get(SECONDS, TimeUnit.SECONDS);
                assertThat(outcome.exit()).as(outcome.err()).isEqualTo(ExitCode.OK);
            }
            for (String name : new String[] {"a", "b", "c"}) {
                assertThat(Files.mismatch(large, out().resolve(name).resolve("large")))
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void whoeverComesBeforeTheSenderWaits_andIsToldWhenItEnds() throws Exception {
        Path small = file("small", MIB);
        String link;
        try (Sending sender = send(small.toString())) {
            link = sender.line();
            sender.kill();
        }
        CompletableFuture<Commands.Outcome> waiting = receiving(link);
        try (Sending sender = send(small.toString())) {
            assertThat(sender.line()).isEqualTo(link);
            assertReceived(waiting.get(SECONDS, TimeUnit.SECONDS), small, out().resolve("small"));

            sender.process.destroy();
            assertThat(sender.process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(sender.said()).contains("interrupted").contains("under the same link");
        }
        CompletableFuture<Commands.Outcome> late = receiving(link);
        assertThat(here.rm(link).exit()).isEqualTo(ExitCode.OK);
        assertThat(late.get(SECONDS, TimeUnit.SECONDS).exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(receive(link).exit()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aFileThatChangedIsGivenToNobody() throws Exception {
        Path large = file("large", 3 * MIB);
        try (Sending sender = send(large.toString())) {
            String link = sender.line();
            Files.write(large, new byte[3 * MIB]);

            Commands.Outcome outcome = receive(link);

            assertThat(outcome.exit()).as(outcome.err()).isEqualTo(ExitCode.REFUSED);
            assertThat(outcome.err()).contains("has changed at its sender");
            assertThat(out().resolve("large")).doesNotExist();
            assertThat(sender.said()).contains("has changed since sending it began");
        }
    }

    @Test
    void whoeverTalksNonsenseGetsNothing_andOthersDo() throws Exception {
        Path small = file("small", MIB);
        try (Sending sender = send(small.toString())) {
            String link = sender.line();
            byte[] noPoint = new byte[82];
            noPoint[0] = 2;
            for (byte[] nonsense : List.of(new byte[0], new byte[16_384], new byte[] {7}, noPoint)) {
                nonsense(link, nonsense);
            }
            assertReceived(receive(link), small, out().resolve("small"));
        }
    }

    /** Somebody has the link, answers the handshake with this, and opens a stream all the same. */
    private void nonsense(String link, byte[] body) throws Exception {
        ShareLink parsed = ShareLink.parse(link);
        URI node = cluster.node(1).url();
        try (SockClient guest = SockClient.greeted(http, node, ticket(node), null)) {
            guest.next("welcome");
            guest.say(new JsonObject()
                    .put("t", "join")
                    .put("id", 1)
                    .put("room", "share:" + parsed.shareId())
                    .put("as", "receiver")
                    .put("right", parsed.secret().auth(parsed.shareId()).text()));
            PeerId peer = new PeerId(guest.next("said").getString("from"));
            guest.say(new JsonObject()
                    .put("t", "say")
                    .put("to", peer.text())
                    .put("body", Base64.getUrlEncoder().withoutPadding().encodeToString(body)));
            guest.say(new JsonObject().put("t", "bulk").put("id", 2));
            try (BulkClient bulk =
                    BulkClient.ready(vertx, node, guest.next("ticket").getString("ticket"))) {
                RelayFrame.StreamId stream = new RelayFrame.StreamId(1, body.length + 1);
                FileId file = FileId.of(new byte[16]);
                bulk.send(new RelayFrame.Open(stream, 0, peer, file, RelayFrame.CHUNK_BYTES, RelayFrame.CHUNK_BYTES));
                assertThat(bulk.next(RelayFrame.Close.class).cause()).isEqualTo(Relay.Cause.NOT_ALLOWED.code());
            }
        }
    }

    private String ticket(URI node) throws Exception {
        HttpRequest ask = HttpRequest.newBuilder(node.resolve("/api/sockets"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return new JsonObject(
                        http.send(ask, HttpResponse.BodyHandlers.ofString()).body())
                .getString("ticket");
    }

    @Test
    void aCodeLeadsToIt_andItMayGoToAPipe() throws Exception {
        Path small = file("small", MIB + 1);
        try (Sending sender = send(small.toString(), "--code")) {
            String link = sender.line();
            String code = sender.line();
            Commands.Outcome outcome =
                    here.receive(code, "--node", cluster.node(1).url().toString(), "--out", out().toString());
            assertReceived(outcome, small, out().resolve("small"));

            Commands.Outcome piped = here.receive(elsewhere(link), "--stdout");
            assertThat(piped.exit()).as(piped.err()).isEqualTo(ExitCode.OK);
            assertThat(piped.bytes()).isEqualTo(Files.readAllBytes(small));
        }
    }
}
