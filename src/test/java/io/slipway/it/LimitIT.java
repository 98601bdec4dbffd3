package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.seal.Randomness;
import io.slipway.seal.Token;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Fifty receivers at once, some of whom break off, lose answers or change their minds: exactly the limit is used. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitIT {
    private static final int TRIALS = 40;
    private static final int CLIENTS = 50;
    private static final int[] LIMITS = {1, 2, 5, 10};
    private static final int FAULTS_PERCENT = 30;
    private static final int SIZE = 200_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path temp;

    private final Randomness random = Randomness.of(new SecureRandom());
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final ExecutorService people = Executors.newFixedThreadPool(CLIENTS);
    private RunningNode node;

    @BeforeAll
    void start() throws IOException {
        node = new RunningNode(temp.resolve("data"), Map.of("SLIPWAY_CLAIM_RATE", "off")).start();
    }

    @AfterAll
    void stop() {
        people.shutdownNow();
        node.close();
    }

    private enum End {
        VERIFIED,
        REFUSED,
        GAVE_UP
    }

    @Test
    void exactlyTheLimitIsUsed_whateverFiftyReceiversDo() throws Exception {
        for (int trial = 0; trial < TRIALS; trial++) {
            int limit = LIMITS[trial % LIMITS.length];
            PolicyClient share = new PolicyClient(node.url, SIZE, 3_600_000, random);
            share.kept();
            assertThat(share.patch(new JsonObject().put("limit", limit), 0).status())
                    .isEqualTo(200);
            List<Future<End>> ends = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                ends.add(people.submit(receiver(share, new Random(trial * 1_000L + i))));
            }
            int verified = 0;
            int gaveUp = 0;
            for (Future<End> end : ends) {
                verified += end.get() == End.VERIFIED ? 1 : 0;
                gaveUp += end.get() == End.GAVE_UP ? 1 : 0;
            }
            JsonObject after = share.find(share.owner).json();
            String what = "trial " + trial + ", limit " + limit + ", verified " + verified + ", gave up " + gaveUp;
            assertThat(after.getInteger("used")).as(what).isEqualTo(limit);
            assertThat(after.getInteger("live")).as(what).isZero();
            assertThat(verified).as(what).isBetween(Math.max(0, limit - gaveUp), limit);
        }
    }

    private Callable<End> receiver(PolicyClient share, Random dice) {
        String claim = Token.random(random).text();
        boolean changesItsMind = dice.nextInt(100) < FAULTS_PERCENT / 3;
        return () -> {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            int got = 0;
            while (System.nanoTime() < deadline) {
                if (got >= share.sealedBytes()) {
                    return verify(share, claim, dice);
                }
                HttpResponse<InputStream> answer = get(share, claim, got, got + dice.nextInt(SIZE));
                try (InputStream body = answer.body()) {
                    if (answer.statusCode() == 410) {
                        return End.REFUSED;
                    }
                    if (answer.statusCode() == 409) {
                        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                        continue;
                    }
                    assertThat(answer.statusCode()).isIn(200, 206);
                    if (dice.nextInt(100) < FAULTS_PERCENT) {
                        got += body.readNBytes(dice.nextInt(SIZE / 2)).length;
                        if (changesItsMind) {
                            assertThat(send(share, "DELETE", "/claims", claim)).isEqualTo(204);
                            return End.GAVE_UP;
                        }
                        continue;
                    }
                    got += body.readAllBytes().length;
                } catch (IOException e) {
                    continue;
                }
            }
            throw new AssertionError("no end within " + PATIENCE);
        };
    }

    private HttpResponse<InputStream> get(PolicyClient share, String claim, int from, int to) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri(share, share.sealedPath()))
                        .header("Authorization", "Bearer " + share.read.text())
                        .header("X-Claim", claim)
                        .header("Range", "bytes=" + from + "-" + to)
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    /** The answer may be lost, and is asked for again. */
    private End verify(PolicyClient share, String claim, Random dice) throws Exception {
        int status = send(share, "POST", "/verified", claim);
        if (dice.nextInt(100) < FAULTS_PERCENT) {
            status = send(share, "POST", "/verified", claim);
        }
        assertThat(status).isEqualTo(200);
        return End.VERIFIED;
    }

    private int send(PolicyClient share, String method, String path, String claim) throws Exception {
        return share.send(method, path, null, share.read, "X-Claim", claim).status();
    }

    private URI uri(PolicyClient share, String path) {
        return node.url.resolve("/api/shares/" + share.inner.share + path);
    }
}
