package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.seal.Randomness;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is downloaded again and again comes from this node's disk, and nobody can tell but by the clock. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheIT {
    private static final long SIZE = (9L << 20) + 17;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    static Path temp;

    private final Randomness random = Randomness.of(new SecureRandom());
    private final HttpClient http = HttpClient.newHttpClient();
    private RunningNode node;

    @BeforeAll
    void start() throws IOException {
        node = new RunningNode(
                        temp.resolve("data"),
                        Map.of("SLIPWAY_MIN_FREE", "0B", "SLIPWAY_UNDO", "0s", "SLIPWAY_SWEEP_EVERY", "200ms"))
                .start();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private record Sent(SealedClient client, byte[] sealed) {}

    private Sent send(long size, long lifetime) throws IOException {
        SealedClient client = new SealedClient(node.url, size, lifetime, random);
        assertThat(client.create().status()).isEqualTo(201);
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        for (int i = 0; i < Sizes.chunks(size); i++) {
            byte[] chunk = client.sealedChunk(i);
            sealed.write(chunk);
            assertThat(client.put(i, chunk).status()).isEqualTo(201);
        }
        assertThat(client.complete().status()).isEqualTo(200);
        return new Sent(client, sealed.toByteArray());
    }

    private void downloads(Sent sent) throws IOException {
        SealedClient.Answer answer = sent.client.download(sent.client.read);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Arrays.mismatch(answer.body(), sent.sealed)).isEqualTo(-1);
    }

    private List<Path> copies() throws IOException {
        try (var files = Files.list(node.data.resolve("cache"))) {
            return files.toList();
        }
    }

    private long copied() throws IOException {
        long bytes = 0;
        for (Path copy : copies()) {
            bytes += Files.exists(copy) ? Files.size(copy) : 0;
        }
        return bytes;
    }

    private static void until(Callable<Boolean> so) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            while (!so.call()) {
                assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
                LockSupport.parkNanos(20_000_000);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A file that nothing else was copied beside, copied whole. */
    private Sent copiedAlone() throws IOException {
        until(() -> copies().isEmpty());
        Sent sent = send(SIZE, 3_600_000);
        downloads(sent);
        downloads(sent);
        until(() -> copied() == sent.sealed.length);
        return sent;
    }

    private void delete(Sent sent) throws IOException {
        assertThat(sent.client.delete(sent.client.owner).status()).isEqualTo(200);
    }

    @Test
    void theThirdDownloadIsTheCopy_inPartsAsWell() throws IOException {
        Sent sent = copiedAlone();
        byte[] marked = sent.sealed.clone();
        // The copy is changed where no one looks, to tell it from what Kafka has.
        int at = 3 * Slp1.SEALED_CHUNK_BYTES + 12_345;
        marked[at] ^= 1;
        until(() -> {
            overwrite(copies().get(0), at, marked[at]);
            return Arrays.equals(sent.client.download(sent.client.read).body(), marked);
        });
        SealedClient.Answer part = sent.client.download(sent.client.read, at - 5, at + 2_000_000);
        assertThat(part.status()).isEqualTo(206);
        assertThat(Arrays.mismatch(part.body(), Arrays.copyOfRange(marked, at - 5, at + 2_000_001)))
                .isEqualTo(-1);
        delete(sent);
    }

    @Test
    void aCopyThatIsCutShortIsMadeUpFor() throws IOException {
        Sent sent = copiedAlone();
        try (FileChannel copy = FileChannel.open(copies().get(0), StandardOpenOption.WRITE)) {
            FileChannel ignored = copy.truncate(4_000_000);
        }
        downloads(sent);
        Files.delete(copies().get(0));
        downloads(sent);
        delete(sent);
    }

    @Test
    void deletionTakesTheCopyWithIt() throws IOException {
        Sent sent = copiedAlone();
        delete(sent);
        until(() -> copies().isEmpty());
        assertThat(sent.client.download(sent.client.read).status()).isIn(404, 410);
    }

    @Test
    void expiryTakesTheCopyWithIt() throws IOException {
        until(() -> copies().isEmpty());
        Sent sent = send(SIZE, 8_000);
        downloads(sent);
        downloads(sent);
        until(() -> copied() == sent.sealed.length);
        until(() -> copies().isEmpty());
        assertThat(sent.client.download(sent.client.read).status()).isIn(404, 410);
    }

    @Test
    void revokingEndsWhatIsBeingSentFromTheCopy() throws IOException {
        Sent sent = copiedAlone();
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(16 << 10);
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.connect(new InetSocketAddress(node.url.getHost(), node.url.getPort()));
            String path = "/api/shares/" + sent.client.share + "/files/" + sent.client.file + "/sealed";
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + sent.client.read.text()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(in.readNBytes(50_000)).hasSize(50_000);
            delete(sent);
            long rest = 0;
            try {
                byte[] piece = new byte[64 << 10];
                for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                    rest += count;
                }
            } catch (java.net.SocketException e) {
                // A reset is what it should look like.
            }
            assertThat(50_000 + rest).isLessThan(sent.sealed.length);
        }
        until(() -> copies().isEmpty());
    }

    @Test
    void aDamagedCopyOfAnOpenFileIsNeverDelivered() throws IOException, InterruptedException {
        until(() -> copies().isEmpty());
        byte[] content = new byte[(int) SIZE];
        new Random(4).nextBytes(content);
        HttpResponse<String> put = http.send(
                HttpRequest.newBuilder(node.url.resolve("/x"))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        URI link = URI.create(put.body().strip());
        open(link, content);
        open(link, content);
        until(() -> copied() == Sizes.sealed(SIZE));
        open(link, content);
        Path copy = copies().get(0);
        try (FileChannel file = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int chunk = 0; chunk < Sizes.chunks(SIZE); chunk++) {
                long at = Sizes.sealedOffset(chunk) + 30;
                ByteBuffer one = ByteBuffer.allocate(1);
                assertThat(file.read(one, at)).isEqualTo(1);
                overwrite(copy, at, (byte) (one.get(0) ^ 4));
            }
        }
        open(link, content);
        HttpResponse<String> deleted = http.send(
                HttpRequest.newBuilder(URI.create(
                                put.headers().firstValue("X-Url-Delete").orElseThrow()))
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(deleted.statusCode()).isIn(200, 204);
        until(() -> copies().isEmpty());
    }

    private void open(URI link, byte[] content) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                http.send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Arrays.mismatch(answer.body(), content)).isEqualTo(-1);
    }

    @Test
    void aNodeBeginsWithoutCopies_andADiskThatTakesNoneHindersNoDownload() throws IOException {
        until(() -> copies().isEmpty());
        Path data = temp.resolve("other");
        Files.createDirectories(data.resolve("cache"));
        Files.write(data.resolve("cache/9.copy"), new byte[5]);
        try (RunningNode first = new RunningNode(data, Map.of("SLIPWAY_MIN_FREE", "0B")).start()) {
            until(() -> !Files.exists(data.resolve("cache/9.copy")));
            first.stop();
            Files.delete(data.resolve("cache"));
            Files.createFile(data.resolve("cache"));
            RunningNode usual = node;
            try (RunningNode second = new RunningNode(data, Map.of("SLIPWAY_MIN_FREE", "0B")).start()) {
                node = second;
                Sent sent = send(SIZE, 3_600_000);
                for (int i = 0; i < 3; i++) {
                    downloads(sent);
                }
                JsonObject health =
                        sent.client.get("/health/ready", sent.client.read).json();
                assertThat(health.encode()).contains("cache").contains("DEGRADED");
            } finally {
                node = usual;
            }
        }
    }

    private static void overwrite(Path file, long at, byte value) throws IOException {
        try (FileChannel into = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThat(into.write(ByteBuffer.wrap(new byte[] {value}), at)).isEqualTo(1);
        }
    }
}
