package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.seal.Randomness;
import io.slipway.seal.Sizes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Redis is emptied five times and killed twice, once while its view is being filled again, during twelve uploads and eight
 * downloads: all finish, nothing acknowledged is missing, and whoever asks meanwhile is told to come again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisLostIT {
    private static final int UPLOADS = 12;
    private static final int DOWNLOADS = 8;
    private static final long SIZE = (4L << 20) + 17;
    private static final long HOUR = 3_600_000;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    static Path temp;

    private final Randomness random = Randomness.of(new SecureRandom());
    private final ExecutorService threads = Executors.newFixedThreadPool(UPLOADS + DOWNLOADS);
    /** Requests that succeeded. */
    private final AtomicInteger done = new AtomicInteger();
    /** Answers that were told to come again. */
    private final AtomicInteger later = new AtomicInteger();
    /** Answers that nobody should get. */
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private volatile boolean faultsAreOver;
    private RunningNode node;
    private NodeRedis redis;

    @BeforeAll
    void start() throws IOException {
        node = new RunningNode(temp.resolve("data"), Map.of()).start();
        redis = new NodeRedis(node);
    }

    @AfterAll
    void stop() {
        threads.shutdownNow();
        node.close();
    }

    private record Kept(SealedClient client, byte[] bytes) {}

    /** Repeats a request for as long as it is told to. */
    private SealedClient.Answer insist(Callable<SealedClient.Answer> request) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            SealedClient.Answer answer = request.call();
            if (answer.status() < 300) {
                done.incrementAndGet();
                return answer;
            }
            if (answer.status() != 503 || answer.retryAfter() == null) {
                wrong.add(answer.status() + " " + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
                throw new AssertionError(wrong.toString());
            }
            later.incrementAndGet();
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Kept upload() throws Exception {
        SealedClient client = new SealedClient(node.url, SIZE, HOUR, random);
        assertThat(insist(client::createOnce).status()).isEqualTo(201);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < Sizes.chunks(SIZE); i++) {
            byte[] chunk = client.sealedChunk(i);
            int index = i;
            assertThat(insist(() -> client.put(index, chunk)).status()).isLessThan(300);
            whole.writeBytes(chunk);
        }
        assertThat(insist(client::missing).json().getJsonArray("missing")).isEmpty();
        assertThat(insist(client::complete).status()).isEqualTo(200);
        return new Kept(client, whole.toByteArray());
    }

    private void download(Kept kept) throws Exception {
        byte[] bytes = insist(() -> kept.client.download(kept.client.read)).body();
        assertThat(Arrays.equals(bytes, kept.bytes))
                .as("the bytes that were sent")
                .isTrue();
    }

    @Test
    void allFinish_andNothingAcknowledgedIsMissing() throws Exception {
        List<Kept> before = new ArrayList<>();
        for (int i = 0; i < DOWNLOADS; i++) {
            before.add(upload());
        }
        List<Future<List<Kept>>> uploads = new ArrayList<>();
        List<Future<Integer>> downloads = new ArrayList<>();
        for (int i = 0; i < UPLOADS; i++) {
            uploads.add(threads.submit(() -> {
                List<Kept> kept = new ArrayList<>();
                do {
                    kept.add(upload());
                } while (!faultsAreOver);
                return kept;
            }));
        }
        for (Kept kept : before) {
            downloads.add(threads.submit(() -> {
                int times = 0;
                do {
                    download(kept);
                    times++;
                } while (!faultsAreOver);
                return times;
            }));
        }

        for (Fault fault :
                List.of(Fault.FLUSH, Fault.FLUSH, Fault.KILL, Fault.FLUSH, Fault.FLUSH_AND_KILL, Fault.FLUSH)) {
            strike(fault);
        }
        faultsAreOver = true;

        for (Future<Integer> download : downloads) {
            assertThat(download.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isPositive();
        }
        for (Future<List<Kept>> upload : uploads) {
            for (Kept kept : upload.get(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                download(kept);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(later).hasPositiveValue();
    }

    private enum Fault {
        FLUSH,
        KILL,
        /** The view is just being filled again when Redis is killed. */
        FLUSH_AND_KILL
    }

    /** Waits until all is well and something has been done, and lets it happen. */
    private void strike(Fault fault) throws Exception {
        int enough = done.get() + UPLOADS + DOWNLOADS;
        long end = System.nanoTime() + LIMIT.toNanos();
        while (done.get() < enough) {
            assertThat(wrong).isEmpty();
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        if (fault != Fault.KILL) {
            assertThat(redis.tell("FLUSHALL")).isEqualTo("+OK");
        }
        if (fault != Fault.FLUSH) {
            node.killRedis();
        }
    }
}
