package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertProblem;
import static io.slipway.edge.http.EdgeHouse.assertSame;
import static io.slipway.edge.http.EdgeHouse.content;
import static io.slipway.edge.http.EdgeHouse.json;
import static io.slipway.edge.http.EdgeHouse.until;
import static io.slipway.edge.http.SealedShare.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.edge.EdgeTimeouts;
import io.slipway.flow.ByteBudget;
import io.slipway.seal.Slp1;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sealed file is downloaded while its chunks arrive. */
class GrowingDownloadEdgeTest {
    private static final int CHUNK = Slp1.SEALED_CHUNK_BYTES;
    private static final int SIZE = (7 << 19) + 11;

    private EdgeHouse house;
    private SealedShare sent;

    @BeforeEach
    void open() {
        open(Duration.ofSeconds(20));
    }

    private void open(Duration follow) {
        EdgeTimeouts normal = EdgeTimeouts.DEFAULT;
        EdgeTimeouts timeouts = new EdgeTimeouts(
                normal.headers(),
                normal.keepAlive(),
                normal.idle(),
                normal.memory(),
                normal.pace(),
                follow,
                normal.linger());
        house = new EdgeHouse(
                timeouts, EdgeHouse.MAX_FILE, new ByteBudget(64 << 20, 100), new ByteBudget(64 << 20, 100));
        sent = new SealedShare(house.randomness, content(SIZE, 4));
        assertThat(sent.create(house).statusCode()).isEqualTo(201);
        assertThat(sent.chunks).hasSize(4);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void store(int... chunks) {
        for (int chunk : chunks) {
            assertThat(sent.chunk(house, chunk).statusCode()).isEqualTo(201);
        }
    }

    private HttpResponse<byte[]> get(String... headers) {
        return house.get(sent.download(), authorized(headers));
    }

    private String[] authorized(String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Authorization";
        all[headers.length + 1] = bearer(sent.read);
        return all;
    }

    private CompletableFuture<HttpResponse<byte[]>> begin(String... headers) {
        return house.http.sendAsync(
                HttpRequest.newBuilder(house.uri(sent.download()))
                        .headers(authorized(headers))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    /** Waits until somebody has asked for places so many times. */
    private void asked(int times) {
        until(() -> house.catalog
                        .asked
                        .getOrDefault("catalog.locate", new AtomicInteger())
                        .get()
                >= times);
    }

    private static HttpResponse<byte[]> soon(CompletableFuture<HttpResponse<byte[]>> answer) throws Exception {
        return answer.get(15, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDownloadFollowsItsSender_inWhateverOrderChunksArrive(boolean placesAhead) throws Exception {
        house.catalog.placesAhead = placesAhead;
        store(2);
        CompletableFuture<HttpResponse<byte[]>> answer = begin();
        asked(1);
        store(0, 3, 1);
        assertThat(sent.complete(house).statusCode()).isEqualTo(200);

        HttpResponse<byte[]> whole = soon(answer);

        assertThat(whole.statusCode()).isEqualTo(200);
        assertSame(whole.body(), sent.sealed());
        assertThat(whole.headers().firstValue("x-chunks-stored")).contains("1");
    }

    @Test
    void newsThatGetLostCostASecond() throws Exception {
        house.catalog.tellsOfChunks = false;
        CompletableFuture<HttpResponse<byte[]>> answer = begin();
        asked(1);
        store(0, 1, 2, 3);
        assertSame(soon(answer).body(), sent.sealed());
    }

    @Test
    void whatIsThereIsGivenAtOnce() {
        store(1, 2);
        HttpResponse<byte[]> part = get("Range", "bytes=" + (CHUNK + 5) + "-" + (3 * CHUNK - 2));
        assertThat(part.statusCode()).isEqualTo(206);
        assertSame(part.body(), Arrays.copyOfRange(sent.sealed(), CHUNK + 5, 3 * CHUNK - 1));
    }

    @Test
    void aDownloadThatBeganEarlierGoesOnAfterCompletion() {
        store(0);
        HttpResponse<byte[]> early = get("Range", "bytes=0-99");
        store(1, 2, 3);
        assertThat(sent.complete(house).statusCode()).isEqualTo(200);
        String tag = early.headers().firstValue("etag").orElseThrow();

        HttpResponse<byte[]> late = get("Range", "bytes=100-", "If-Range", tag);

        assertThat(late.statusCode()).isEqualTo(206);
        assertSame(late.body(), Arrays.copyOfRange(sent.sealed(), 100, sent.sealed().length));
        assertThat(late.headers().firstValue("x-chunks-stored")).isEmpty();
    }

    @Test
    void whenTheSenderStops_theDownloadIsSeenToBeCutOff() {
        house.close();
        open(Duration.ofMillis(200));
        store(0);
        assertThatThrownBy(() -> soon(begin())).hasRootCauseInstanceOf(java.io.IOException.class);
        assertThat(house.downloads.used()).isZero();
    }

    @Test
    void whenNothingComesAtAll_theAnswerSaysSo() {
        house.close();
        open(Duration.ofMillis(200));
        HttpResponse<byte[]> nothing = get();
        assertProblem(nothing, 409, "NOT_COMPLETE");
        assertThat(nothing.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void whoeverWaitsHoldsNoMemory_andEndsWithTheShare() throws Exception {
        store(0);
        CompletableFuture<HttpResponse<byte[]>> answer = begin("Range", "bytes=" + CHUNK + "-");
        asked(1);
        assertThat(house.downloads.used()).isZero();

        assertThat(house.send("DELETE", "/api/shares/" + sent.share, null, "Authorization", bearer(sent.owner))
                        .statusCode())
                .isEqualTo(200);

        assertProblem(soon(answer), 410, "GONE");
    }

    @Test
    void whoPrefersNotToWaitGetsWhatIsThere() {
        store(0, 1, 3);
        HttpResponse<byte[]> part = get("Range", "bytes=10-", "Prefer", "wait=0");
        assertThat(part.statusCode()).isEqualTo(206);
        assertSame(part.body(), Arrays.copyOfRange(sent.sealed(), 10, 2 * CHUNK));
        assertThat(part.headers().firstValue("content-range"))
                .contains("bytes 10-" + (2 * CHUNK - 1) + "/" + sent.sealed().length);
        assertThat(part.headers().firstValue("preference-applied")).contains("wait=0");

        HttpResponse<byte[]> nothing = get("Range", "bytes=" + 2 * CHUNK + "-", "Prefer", "wait=0");
        assertProblem(nothing, 409, "NOT_COMPLETE");
        assertThat(json(nothing).getInteger("stored")).isEqualTo(3);
        assertThat(json(nothing).getInteger("chunks")).isEqualTo(4);
    }

    @Test
    void whoPrefersToWaitGetsTheChunkWhenItComes() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> answer =
                begin("Range", "bytes=" + CHUNK + "-" + (3 * CHUNK - 1), "Prefer", "wait=10");
        asked(1);
        store(1);
        HttpResponse<byte[]> part = soon(answer);
        assertThat(part.statusCode()).isEqualTo(206);
        assertSame(part.body(), sent.chunks.get(1));
    }

    @Test
    void progressTellsWhichChunksAreThere() {
        store(0, 1, 3);
        String path = "/api/shares/" + sent.share + "/files/" + sent.file + "/progress";
        assertThat(json(house.get(path, authorized())).encode())
                .isEqualTo("{\"state\":\"RECEIVING\",\"chunks\":4,\"stored\":3,\"frontier\":2,\"missing\":[[2,2]]}");
        store(2);
        assertThat(sent.complete(house).statusCode()).isEqualTo(200);
        assertThat(json(house.get(path, authorized())).encode())
                .isEqualTo("{\"state\":\"COMPLETE\",\"chunks\":4,\"stored\":4,\"frontier\":4,\"missing\":[]}");
        assertProblem(house.get(path), 401, "CAPABILITY_REQUIRED");
    }
}
