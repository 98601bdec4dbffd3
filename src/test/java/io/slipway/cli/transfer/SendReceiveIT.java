package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.ExitCode;
import io.slipway.cli.chaos.Fault;
import io.slipway.cli.chaos.Fault.Way;
import io.slipway.cli.chaos.FaultProxy;
import io.slipway.it.RunningNode;
import io.slipway.it.SharedNodes;
import io.slipway.model.Digest;
import io.slipway.seal.FileMeta;
import io.slipway.seal.IndependentReader;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands against one real node; where they are killed, in processes of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SendReceiveIT {
    private static final int MIB = 1 << 20;
    /** Requests and answers in words, with their headers. */
    private static final long WORDS = 256 << 10;

    @TempDir
    static Path temp;

    private RunningNode node;
    private Commands here;
    private Path folder;

    @BeforeAll
    void start() throws IOException {
        node = SharedNodes.one();
    }

    @BeforeEach
    void clean() throws IOException {
        folder = Files.createTempDirectory(temp, "case");
        here = new Commands(folder.resolve("state"), node.url.toString());
    }

    @Test
    void whatIsSentIsReceived_whateverItsSize() throws Exception {
        int[] sizes = {0, 1, MIB - 1, MIB, MIB + 1, 40 * MIB};
        String[] files =
                Arrays.stream(sizes).mapToObj(this::random).map(Path::toString).toArray(String[]::new);

        Commands.Outcome sent = here.send(files);
        Commands.Outcome received = here.receive(sent.line(), "--out", out().toString());

        assertThat(sent.exit()).as(sent.err()).isEqualTo(ExitCode.OK);
        assertThat(sent.out().lines()).as("the link alone").hasSize(1);
        assertThat(received.exit()).as(received.err()).isEqualTo(ExitCode.OK);
        for (int size : sizes) {
            assertThat(Files.mismatch(folder.resolve(name(size)), out().resolve(name(size))))
                    .isEqualTo(-1);
        }
        assertThat(visibleAndHidden(out())).hasSize(sizes.length);
    }

    @Test
    void foldersKeepTheirStructure_emptyOnesToo_andNothingIsOverwritten() throws Exception {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("ünï/leer"));
        Files.createDirectories(tree.resolve("b"));
        Files.writeString(tree.resolve("ünï/日本 🚀.txt"), "far");
        Files.writeString(tree.resolve("b/note"), "near");

        String link = here.send(tree.toString(), "--title", "Bäume", "--yes").line();
        assertThat(here.receive(link, "--out", out().toString()).exit()).isZero();
        assertThat(here.receive(link, "--out", out().toString()).exit()).isZero();

        Path came = out().resolve("tree");
        assertThat(came.resolve("ünï/日本 🚀.txt")).content().isEqualTo("far");
        assertThat(came.resolve("ünï/日本 🚀 (1).txt")).content().isEqualTo("far");
        assertThat(came.resolve("b/note (1)")).content().isEqualTo("near");
        assertThat(came.resolve("ünï/leer")).isEmptyDirectory();
    }

    @Test
    void aLinkOpensWithTheIndependentImplementation() throws Exception {
        Path file = random(MIB + 1);
        String link = here.send(file.toString(), "--title", "Titel").line();

        String share = "/api/shares/" + link.replaceAll(".*/s/|#.*", "");
        String auth = Base64.getUrlEncoder().withoutPadding().encodeToString(IndependentReader.auth(link));
        JsonObject seen = new JsonObject(Commands.text(get(share, auth)));
        JsonObject one = seen.getJsonArray("files").getJsonObject(0);
        byte[] sealed = get(share + "/files/" + one.getString("file") + "/sealed", auth);

        IndependentReader reader = new IndependentReader(
                link, null, seen.getLong("wrapVersion"), bytes(seen, "wrap"), bytes(seen, "commit"));
        FileMeta meta = reader.meta(bytes(one, "header"), bytes(one, "commit"), bytes(one, "wrap"), bytes(one, "meta"));
        assertThat(meta.name()).isEqualTo(name(MIB + 1));
        assertThat(Commands.text(reader.shareMeta(bytes(seen, "meta")))).contains("\"title\":\"Titel\"");
        assertThat(reader.content(
                        bytes(one, "header"), bytes(one, "commit"), bytes(one, "wrap"), sealed, bytes(one, "seal")))
                .isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void aKilledSenderGoesOn_andSendsNoMoreTwiceThanWasInFlight() throws Exception {
        int size = 24 * MIB;
        Path file = random(size);
        try (FaultProxy proxy = new FaultProxy(node.port, number -> new Fault.None())) {
            here.environment.put("SLIPWAY_NODE", "http://127.0.0.1:" + proxy.port());
            Process sender = here.start("send", file.toString(), "--limit", "8M");
            String link = firstLine(sender);
            await(() -> proxy.passed(Way.UP) > 8L * MIB);
            sender.destroyForcibly().waitFor();

            FileTime before = Files.getLastModifiedTime(file);
            Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 1));
            assertThat(here.send(file.toString(), "--limit", "8M").exit()).isEqualTo(ExitCode.REFUSED);
            Files.setLastModifiedTime(file, before);
            Commands.Outcome again = here.send(file.toString());

            assertThat(again.exit()).as(again.err()).isZero();
            assertThat(again.line()).isEqualTo(link);
            assertThat(proxy.passed(Way.UP))
                    .isLessThan(Sizes.sealed(size) + (long) Workers.MOST * Slp1.SEALED_CHUNK_BYTES + WORDS);
            assertThat(here.receive(link, "--out", out().toString()).exit()).isZero();
            assertThat(Files.mismatch(file, out().resolve(name(size)))).isEqualTo(-1);
        }
    }

    @Test
    void aKilledReceiverGoesOn_andAsksForNothingItHas() throws Exception {
        int size = 24 * MIB;
        Path file = random(size);
        String link = here.send(file.toString(), "--max-downloads", "1").line();
        Process receiver = here.start("receive", link, "--out", out().toString(), "--limit", "8M");
        await(() -> has() >= 4);
        receiver.destroyForcibly().waitFor();
        long had = has();
        assertThat(had).isLessThan(Sizes.chunks(size));
        assertThat(out().resolve(name(size))).doesNotExist();

        try (FaultProxy proxy = new FaultProxy(node.port, number -> new Fault.None())) {
            Commands.Outcome again = here.receive(through(proxy, link), "--out", out().toString());

            assertThat(again.exit()).as(again.err()).isZero();
            assertThat(proxy.passed(Way.DOWN)).isLessThan((Sizes.chunks(size) - had) * Slp1.SEALED_CHUNK_BYTES + WORDS);
        }
        assertThat(Files.mismatch(file, out().resolve(name(size)))).isEqualTo(-1);
        assertThat(visibleAndHidden(out())).containsExactly(name(size));
    }

    @Test
    void aReceiverFollowsASenderWhoIsNotDone() throws Exception {
        Path file = random(6 * MIB);
        Process sender = here.start("send", file.toString(), "--limit", "4M");
        String link = firstLine(sender);

        Commands.Outcome received = here.receive(link, "--out", out().toString());

        assertThat(received.exit()).as(received.err()).isZero();
        assertThat(Files.mismatch(file, out().resolve(name(6 * MIB)))).isEqualTo(-1);
        assertThat(sender.waitFor()).isZero();
    }

    @Test
    void oneFlippedBitOnTheWay_neverMakesAFile() throws Exception {
        Path file = random(3 * MIB);
        String link = here.send(file.toString()).line();
        try (FaultProxy proxy = new FaultProxy(node.port, number -> new Fault.Flip(Way.DOWN, 300_000))) {
            Commands.Outcome files = here.receive(through(proxy, link), "--out", out().toString());
            assertThat(files.exit()).isEqualTo(ExitCode.DAMAGED);
            assertThat(visibleAndHidden(out())).allMatch(name -> name.startsWith(".slipway-"));

            Commands.Outcome stream = here.receive(through(proxy, link), "--stdout");
            assertThat(stream.exit()).isEqualTo(ExitCode.DAMAGED);
            assertThat(stream.bytes().length).isLessThan(3 * MIB);
        }
        assertThat(here.receive(link, "--out", out().toString()).exit()).isZero();
        assertThat(Files.mismatch(file, out().resolve(name(3 * MIB)))).isEqualTo(-1);
    }

    @Test
    void oneFlippedBitOnTheWayUp_isSentAgain() throws Exception {
        Path file = random(3 * MIB);
        try (FaultProxy proxy = new FaultProxy(node.port, number -> new Fault.Flip(Way.UP, 500_000))) {
            here.environment.put("SLIPWAY_NODE", "http://127.0.0.1:" + proxy.port());
            Commands.Outcome sent = here.send(file.toString());

            assertThat(sent.exit()).as(sent.err()).isZero();
            assertThat(proxy.met()).containsKey("Flip");
            assertThat(here.receive(sent.line(), "--stdout").bytes()).isEqualTo(Files.readAllBytes(file));
        }
    }

    @Test
    void aPasswordIsNeeded_andOnlyTheRightOneDoes() throws Exception {
        here.answers.addAll(List.of("pässword", "pässword"));
        String link = here.send(random(1).toString(), "--password").line();

        assertThat(here.receive(link, "--stdout").exit()).isEqualTo(ExitCode.WRONG_KEY);
        here.environment.put("SLIPWAY_PASSWORD", "password");
        assertThat(here.receive(link, "--stdout").exit()).isEqualTo(ExitCode.WRONG_KEY);
        here.environment.put("SLIPWAY_PASSWORD", "pa\u0308ssword");
        assertThat(here.receive(link, "--stdout").bytes()).hasSize(1);
        String other = link.substring(0, link.length() - 43) + "A".repeat(43);
        assertThat(here.receive(other, "--stdout").exit()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aUsedUpShareAndAnExpiredOneHaveEnded() throws Exception {
        String once = here.send(random(1).toString(), "--max-downloads", "1").line();
        assertThat(here.receive(once, "--out", out().toString()).exit()).isZero();
        assertThat(here.receive(once, "--out", out().toString()).exit()).isEqualTo(ExitCode.NOT_FOUND);

        String soon = here.send(random(1).toString(), "--kept", "1s").line();
        await(() -> here.receive(soon, "--stdout").exit() == ExitCode.NOT_FOUND);
        assertThat(here.ls().out()).contains("ended", "1/1 used");
        assertThat(here.ls().out()).doesNotContain("ended");
    }

    @Test
    void standardInputIsSent_listed_andDeleted() throws Exception {
        here.input = new byte[2 * MIB + 5];
        new Random(5).nextBytes(here.input);
        Commands.Outcome sent = here.send("-", "--name", "pipe.bin", "--json");
        JsonObject said = new JsonObject(sent.line());

        assertThat(here.receive(said.getString("link"), "--stdout").bytes()).isEqualTo(here.input);
        assertThat(here.ls().out())
                .contains(said.getString("share"), "pipe.bin")
                .doesNotContain("#1.");
        assertThat(here.ls("--links").out()).contains(said.getString("link"));
        assertThat(here.rm(said.getString("share")).exit()).isZero();
        assertThat(here.receive(said.getString("link"), "--stdout").exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(here.rm(said.getString("share")).exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(visibleAndHidden(folder.resolve("state/slipway/spool"))).isEmpty();
    }

    @Test
    void whoSaysNoGetsNothing() throws Exception {
        String link = here.send(random(1).toString()).line();
        here.answers.add("n");

        assertThat(here.receive(link, "--out", out().toString()).exit()).isEqualTo(ExitCode.REFUSED);

        assertThat(out()).doesNotExist();
    }

    private Path out() {
        return folder.resolve("out");
    }

    private static String name(int size) {
        return size + ".bin";
    }

    private Path random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        try {
            return Files.write(folder.resolve(name(size)), bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> visibleAndHidden(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Chunks that the half received file has. */
    private long has() throws IOException {
        if (!Files.isDirectory(out())) {
            return 0;
        }
        long count = 0;
        for (String name : visibleAndHidden(out())) {
            if (name.endsWith(".sums")) {
                byte[] sums = Files.readAllBytes(out().resolve(name));
                for (int at = 0; at + Digest.BYTES <= sums.length; at += Digest.BYTES) {
                    count +=
                            Arrays.equals(sums, at, at + Digest.BYTES, new byte[Digest.BYTES], 0, Digest.BYTES) ? 0 : 1;
                }
            }
        }
        return count;
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader lines = process.inputReader();
        return lines.readLine();
    }

    private static String through(FaultProxy proxy, String link) {
        return link.replaceFirst("http://[^/]+", "http://127.0.0.1:" + proxy.port());
    }

    private byte[] get(String path, String auth) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url + path))
                .header("Authorization", "Bearer " + auth)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private static byte[] bytes(JsonObject json, String name) {
        return Base64.getUrlDecoder().decode(json.getString(name));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
