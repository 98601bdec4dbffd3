package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.ExitCode;
import io.slipway.it.RunningCluster;
import io.slipway.it.SharedNodes;
import io.slipway.kit.CanIgnoreReturnValue;
import io.slipway.kit.SockClient;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Codes from a terminal: the sender, in a process of its own, at one node, and whoever has the code at another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CodeIT {
    private static final String CODE = "[1-9][0-9]{0,2}-[a-z]+-[a-z]+";

    @TempDir
    static Path temp;

    private final HttpClient http = HttpClient.newHttpClient();
    private RunningCluster cluster;
    private Commands here;
    private Path folder;
    private Path file;

    @BeforeAll
    void start() throws Exception {
        cluster = SharedNodes.two();
    }

    @BeforeEach
    void clean() throws IOException {
        folder = Files.createTempDirectory(temp, "case");
        here = new Commands(folder.resolve("state"), cluster.node(0).url().toString());
        file = Files.writeString(folder.resolve("note.txt"), "what was meant for one");
    }

    /** A sender that runs; what it prints, line by line. */
    private record Sending(Process process, BufferedReader out) implements AutoCloseable {
        String line() throws IOException {
            return out.readLine();
        }

        int exit() throws InterruptedException {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private Sending send(String... arguments) throws IOException {
        Process process = here.start(arguments);
        return new Sending(
                process, new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    }

    @CanIgnoreReturnValue
    private Commands.Outcome receive(String code) {
        String out = folder.resolve("out").toString();
        return here.receive(code, "--node", cluster.node(1).url().toString(), "--out", out);
    }

    private static String wrong(String code) {
        String channel = code.substring(0, code.indexOf('-'));
        return channel + (code.endsWith("-zoo-zoo") ? "-zone-zone" : "-zoo-zoo");
    }

    @Test
    void aCodeLeadsToTheShare_atAnyNode_once() throws Exception {
        try (Sending sender = send("send", file.toString(), "--code")) {
            String link = sender.line();
            String code = sender.line();
            assertThat(code).matches(CODE);

            Commands.Outcome received = receive(code.replace('-', ' ').toUpperCase(java.util.Locale.ROOT));

            assertThat(received.exit()).as(received.err()).isEqualTo(ExitCode.OK);
            assertThat(folder.resolve("out/note.txt")).hasSameTextualContentAs(file);
            assertThat(received.err()).contains(link.substring(link.indexOf("/s/")));
            assertThat(sender.exit()).isEqualTo(ExitCode.OK);
            assertThat(sender.line()).isNull();
            Commands.Outcome again = receive(code);
            assertThat(again.exit()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(again.err()).contains("CODE_NOBODY");
        }
    }

    @Test
    void aWrongGuessBurnsTheCode_andThereIsAFreshOne() throws Exception {
        try (Sending sender = send("send", file.toString(), "--code", "--json")) {
            String link = new JsonObject(sender.line()).getString("link");
            String code = new JsonObject(sender.line()).getString("code");

            Commands.Outcome guessed = receive(wrong(code));

            assertThat(guessed.exit()).isEqualTo(ExitCode.WRONG_KEY);
            assertThat(guessed.err()).contains("CODE_WRONG");
            assertThat(folder.resolve("out")).doesNotExist();
            String fresh = new JsonObject(sender.line()).getString("code");
            assertThat(fresh).matches(CODE).isNotEqualTo(code);
            assertThat(receive(fresh).exit()).isEqualTo(ExitCode.OK);
            assertThat(sender.exit()).isEqualTo(ExitCode.OK);
            assertThat(here.receive(link, "--out", folder.resolve("out").toString())
                            .exit())
                    .isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void afterThreeWrongGuessesThereIsNoFurtherCode_butTheLinkWorks() throws Exception {
        try (Sending sender = send("send", file.toString(), "--code")) {
            String link = sender.line();
            for (int i = 0; i < 3; i++) {
                assertThat(receive(wrong(sender.line())).err()).contains("CODE_WRONG");
            }
            assertThat(sender.exit()).isEqualTo(ExitCode.REFUSED);
            assertThat(sender.line()).isNull();
            assertThat(receive(link).exit()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void whoSaysSomethingElseBurnsTheCodeToo() throws Exception {
        for (byte[] said : List.of(new byte[0], new byte[16_384], new byte[98], new byte[] {17})) {
            try (Sending sender = send("send", file.toString(), "--code")) {
                assertThat(sender.line()).contains("/s/");
                String code = sender.line();
                try (SockClient guest = guest(code)) {
                    String peer = guest.next("joined")
                            .getJsonArray("peers")
                            .getJsonObject(0)
                            .getString("peer");
                    byte[] offer =
                            Base64.getUrlDecoder().decode(guest.next("said").getString("body"));
                    assertThat(offer).hasSize(82).startsWith(16);
                    guest.say(new JsonObject()
                            .put("t", "say")
                            .put("to", peer)
                            .put("body", Base64.getUrlEncoder().withoutPadding().encodeToString(said)));
                    assertThat(guest.next("trouble").getString("code")).isEqualTo("GONE");
                }
                String fresh = sender.line();
                assertThat(fresh).matches(CODE).isNotEqualTo(code);
                if (said.length == 1) {
                    assertThat(receive(fresh).exit()).isEqualTo(ExitCode.OK);
                }
            }
        }
    }

    private SockClient guest(String code) throws Exception {
        URI node = cluster.node(1).url();
        HttpRequest ask = HttpRequest.newBuilder(node.resolve("/api/sockets"))
                .POST(BodyPublishers.noBody())
                .build();
        String ticket = new JsonObject(http.send(ask, BodyHandlers.ofString()).body()).getString("ticket");
        SockClient guest = SockClient.greeted(http, node, ticket, null);
        return guest.say(new JsonObject()
                .put("t", "join")
                .put("id", 1)
                .put("room", "code:" + code.substring(0, code.indexOf('-')))
                .put("as", "receiver"));
    }

    @Test
    void standardInputMayBeOfferedByACode() throws Exception {
        try (Sending sender = send("send", "-", "--name", "piped.txt", "--code")) {
            sender.process.getOutputStream().write("from a pipe".getBytes(StandardCharsets.UTF_8));
            sender.process.getOutputStream().close();
            assertThat(sender.line()).contains("/s/");
            assertThat(receive(sender.line()).exit()).isEqualTo(ExitCode.OK);
            assertThat(folder.resolve("out/piped.txt")).hasContent("from a pipe");
            assertThat(sender.exit()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void aSenderThatIsGoneOffersNothing() throws Exception {
        String code;
        try (Sending sender = send("send", file.toString(), "--code")) {
            assertThat(sender.line()).contains("/s/");
            code = sender.line();
        }
        Commands.Outcome received = receive(code);
        assertThat(received.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(received.err()).contains("CODE_NOBODY");
    }
}
