package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.chaos.KeptFile;
import io.slipway.cli.chaos.NodeTalk;
import io.slipway.cli.chaos.NodeTalk.Outcome;
import io.slipway.cli.chaos.Persistence;
import io.vertx.core.json.JsonArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Redis is emptied while twenty uploads and downloads of every kind are in the middle: sealed chunks, curl, tus, and downloads of
 * what each of them made. All finish, and nothing that was acknowledged is missing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisEmptiedIT {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 5 * MIB + 4711;
    private static final long HOUR = 3_600_000;
    private static final int SEALED_UPLOADS = 4;
    private static final int OPEN_UPLOADS = 3;
    private static final int TUS_UPLOADS = 3;
    private static final int SEALED_DOWNLOADS = 4;
    private static final int OPEN_DOWNLOADS = 3;
    private static final int TUS_DOWNLOADS = 3;
    private static final int ALL = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    static Path temp;

    private final ExecutorService people = Executors.newFixedThreadPool(ALL);
    private final AtomicLong seeds = new AtomicLong(20_261_127);
    private final CountDownLatch underWay = new CountDownLatch(ALL);
    private final CountDownLatch emptied = new CountDownLatch(1);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private RunningNode node;
    private NodeTalk talk;
    private TusClient tus;

    @BeforeAll
    void start() throws IOException {
        node = SharedNodes.one();
        talk = new NodeTalk(node.url, PATIENCE);
        tus = new TusClient(node.url);
    }

    @AfterAll
    void stop() {
        people.shutdownNow();
    }

    /** What there is at the end: where it is, and what it must be. */
    private interface Kept {
        void check() throws Exception;
    }

    @Test
    void twentyOfEveryKindFinish_andNothingAcknowledgedIsMissing() throws Exception {
        List<Callable<Kept>> work = new ArrayList<>();
        for (int i = 0; i < SEALED_UPLOADS; i++) {
            work.add(this::uploadSealed);
        }
        for (int i = 0; i < OPEN_UPLOADS; i++) {
            work.add(this::uploadOpen);
        }
        for (int i = 0; i < TUS_UPLOADS; i++) {
            work.add(this::uploadByTus);
        }
        for (int i = 0; i < SEALED_DOWNLOADS; i++) {
            KeptFile there = sealedFile();
            assertThat(Persistence.lasting(LIMIT).keep(talk, there).ok()).isTrue();
            String authorization = NodeTalk.authorization(there);
            byte[] bytes = sealedBytes(there);
            work.add(() -> download(NodeTalk.path(there), bytes, "Authorization", authorization));
        }
        for (int i = 0; i < OPEN_DOWNLOADS; i++) {
            byte[] bytes = content();
            String path = URI.create(curl(bytes, "1G").call()).getPath();
            work.add(() -> download(path, bytes, "Accept", "*/*"));
        }
        for (int i = 0; i < TUS_DOWNLOADS; i++) {
            byte[] bytes = content();
            String upload = tus.create(bytes.length);
            assertThat(tus.patch(upload, 0, bytes).statusCode()).isEqualTo(204);
            String path = URI.create(TusClient.header(tus.head(upload), "X-Share-Link"))
                    .getPath();
            work.add(() -> download(path, bytes, "Accept", "*/*"));
        }
        assertThat(work).hasSize(ALL);
        List<Future<Kept>> running = new ArrayList<>();
        for (Callable<Kept> one : work) {
            running.add(people.submit(one));
        }
        assertThat(underWay.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(new NodeRedis(node).tell("FLUSHALL")).isEqualTo("+OK");
        emptied.countDown();

        for (Future<Kept> one : running) {
            one.get(LIMIT.toSeconds(), TimeUnit.SECONDS).check();
        }
    }

    private byte[] content() {
        byte[] bytes = new byte[SIZE];
        new Random(seeds.getAndIncrement()).nextBytes(bytes);
        return bytes;
    }

    private KeptFile sealedFile() {
        return new KeptFile(SIZE, HOUR, seeds.getAndIncrement());
    }

    private static byte[] sealedBytes(KeptFile kept) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (long chunk = 0; chunk < kept.chunks(); chunk++) {
            whole.writeBytes(kept.chunk(chunk));
        }
        return whole.toByteArray();
    }

    /** It is in the middle of its work, and waits there until Redis is empty. */
    private void inTheMiddle() throws InterruptedException {
        underWay.countDown();
        assertThat(emptied.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private Outcome insist(Callable<Outcome> request) throws Exception {
        Outcome outcome = Persistence.lasting(LIMIT).until(request);
        assertThat(outcome).matches(Outcome::ok);
        return outcome;
    }

    private void done(Callable<Outcome> request) throws Exception {
        assertThat(insist(request).status()).isBetween(200, 299);
    }

    /** Every other chunk before, the others after. */
    private Kept uploadSealed() throws Exception {
        KeptFile kept = sealedFile();
        done(() -> talk.create(kept));
        JsonArray others = new JsonArray();
        for (long chunk = 0; chunk < kept.chunks(); chunk++) {
            long index = chunk;
            if (chunk % 2 == 0) {
                done(() -> talk.put(kept, index));
            } else {
                others.add(new JsonArray().add(chunk).add(chunk));
            }
        }
        inTheMiddle();
        assertThat(insist(() -> talk.missing(kept))
                        .words()
                        .getJsonArray("missing")
                        .encode())
                .as("nothing that was acknowledged")
                .isEqualTo(others.encode());
        for (long chunk = 1; chunk < kept.chunks(); chunk += 2) {
            long index = chunk;
            done(() -> talk.put(kept, index));
        }
        done(() -> talk.complete(kept));
        return () -> assertThat(insist(() -> talk.read(kept)).digest()).isEqualTo(kept.digest());
    }

    /** A real curl, which sends slowly and repeats what it is told to repeat. */
    private Callable<String> curl(byte[] bytes, String rate) throws IOException {
        Path file = Files.write(temp.resolve("file-" + seeds.getAndIncrement()), bytes);
        Process curl = new ProcessBuilder(
                        "curl",
                        "-fsS",
                        "--retry",
                        "30",
                        "--retry-delay",
                        "1",
                        "--limit-rate",
                        rate,
                        "-T",
                        file.toString(),
                        node.url + "/")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return () -> {
            String link = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(curl.waitFor()).as(link).isZero();
            return link;
        };
    }

    private Kept uploadOpen() throws Exception {
        byte[] bytes = content();
        Callable<String> curl = curl(bytes, "1M");
        inTheMiddle();
        String path = URI.create(curl.call()).getPath();
        return () -> assertWhole(path, bytes);
    }

    private Kept uploadByTus() throws Exception {
        byte[] bytes = content();
        String upload = tus.create(bytes.length);
        int first = 2 * MIB + 100_000;
        HttpResponse<byte[]> acknowledged = tus.patch(upload, 0, Arrays.copyOf(bytes, first));
        assertThat(TusClient.header(acknowledged, "Upload-Offset")).isEqualTo(Integer.toString(first));
        inTheMiddle();
        int offset = first;
        while (offset < bytes.length) {
            HttpResponse<byte[]> head = tus.head(upload);
            if (head.statusCode() == 200) {
                offset = Integer.parseInt(TusClient.header(head, "Upload-Offset"));
                assertThat(offset).as("what was acknowledged").isGreaterThanOrEqualTo(first);
                HttpResponse<byte[]> patched =
                        tus.patch(upload, offset, Arrays.copyOfRange(bytes, offset, bytes.length));
                offset = patched.statusCode() == 204 ? bytes.length : offset;
                assertThat(patched.statusCode()).isIn(204, 503);
            } else {
                assertThat(head.statusCode()).isEqualTo(503);
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
        return () -> assertWhole(
                URI.create(TusClient.header(tus.head(upload), "X-Share-Link")).getPath(), bytes);
    }

    private void assertWhole(String path, byte[] bytes) throws Exception {
        assertThat(Arrays.equals(fetch(path, 0, "Accept", "*/*").readAllBytes(), bytes))
                .as(path)
                .isTrue();
    }

    /** Goes on where it broke off, if it does. */
    private Kept download(String path, byte[] bytes, String... header) throws Exception {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        InputStream in = fetch(path, 0, header);
        got.writeBytes(in.readNBytes(300_000));
        inTheMiddle();
        while (got.size() < bytes.length) {
            try {
                byte[] piece = in.readNBytes(100_000);
                got.writeBytes(piece);
                if (piece.length == 0) {
                    in = fetch(path, got.size(), header);
                }
            } catch (IOException e) {
                in = fetch(path, got.size(), header);
            }
        }
        in.close();
        return () ->
                assertThat(Arrays.equals(got.toByteArray(), bytes)).as(path).isTrue();
    }

    /** The bytes from one on, as soon as they are to be had. */
    private InputStream fetch(String path, int from, String... header) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(node.url.resolve(path))
                .headers(header)
                .header("Range", "bytes=" + from + "-")
                .timeout(PATIENCE)
                .build();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() == 206) {
                return answer.body();
            }
            assertThat(answer.statusCode()).as(path).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
