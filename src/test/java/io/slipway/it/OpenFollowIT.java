package io.slipway.it;

import static io.slipway.it.TusClient.content;
import static io.slipway.it.TusClient.header;
import static io.slipway.it.TusClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An open file is downloaded while it is uploaded by tus. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenFollowIT {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 4 * MIB + 77;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final byte[] bytes = content(SIZE, 21);
    private RunningNode node;
    private TusClient tus;

    @BeforeAll
    void start() throws IOException {
        node = SharedNodes.one();
        tus = new TusClient(node.url);
    }

    /** An upload of which so many bytes are there. */
    private String begun(int there) {
        String path = tus.create(SIZE, "Upload-Metadata", "filename " + TusClient.base64("grows.bin"));
        send(path, 0, there);
        return path;
    }

    private void send(String path, int from, int to) {
        if (to > from) {
            assertThat(tus.patch(path, from, Arrays.copyOfRange(bytes, from, to))
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    private String link(String path) {
        return URI.create(header(tus.head(path), "X-Share-Link")).getPath();
    }

    private HttpResponse<InputStream> follow(String link, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(node.url.resolve(link)).timeout(Duration.ofSeconds(60));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofInputStream());
    }

    private void assertSame(byte[] actual, int from, int to) {
        assertThat(Arrays.mismatch(actual, Arrays.copyOfRange(bytes, from, to))).isEqualTo(-1);
    }

    @Test
    void aDownloadFollowsItsSender_toTheEnd() throws Exception {
        String path = begun(2 * MIB + 5_000);
        HttpResponse<InputStream> answer = follow(link(path));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Length")).isEqualTo(Integer.toString(SIZE));
        assertThat(header(answer, "X-Chunks-Stored")).isEqualTo("2");
        assertThat(header(answer, "Content-Disposition")).contains("grows.bin");
        try (InputStream in = answer.body()) {
            assertSame(in.readNBytes(2 * MIB), 0, 2 * MIB);
            send(path, 2 * MIB + 5_000, 3 * MIB + 1);
            assertSame(in.readNBytes(MIB), 2 * MIB, 3 * MIB);
            send(path, 3 * MIB + 1, SIZE);
            assertSame(in.readAllBytes(), 3 * MIB, SIZE);
        }
    }

    @Test
    void aLostSenderIsAFailedDownload_whichGoesOnWhenTheUploadDoes() throws Exception {
        String path = begun(MIB + 1);
        String link = link(path);
        HttpResponse<InputStream> answer = follow(link);
        try (InputStream in = answer.body()) {
            assertSame(in.readNBytes(MIB), 0, MIB);
            assertThatThrownBy(in::read).isInstanceOf(IOException.class);
        }
        send(path, MIB + 1, SIZE);
        HttpResponse<InputStream> rest =
                follow(link, "Range", "bytes=" + MIB + "-", "If-Range", header(answer, "ETag"));
        assertThat(rest.statusCode()).isEqualTo(206);
        assertSame(rest.body().readAllBytes(), MIB, SIZE);
        assertThat(header(rest, "X-Chunks-Stored")).isNull();
    }

    @Test
    void whoPrefersNotToWaitGetsWhatIsThere_andWhoDoesGetsItWhenItComes() throws Exception {
        String path = begun(MIB);
        String link = link(path);
        HttpResponse<InputStream> nothing = follow(link, "Range", "bytes=" + MIB + "-", "Prefer", "wait=0");
        assertThat(nothing.statusCode()).isEqualTo(409);
        JsonObject why =
                new JsonObject(new String(nothing.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        assertThat(why.getString("code")).isEqualTo("NOT_COMPLETE");
        assertThat(why.getInteger("stored")).isLessThanOrEqualTo(1);
        assertThat(why.getInteger("chunks")).isEqualTo(5);

        CompletableFuture<HttpResponse<byte[]>> later = http.sendAsync(
                HttpRequest.newBuilder(node.url.resolve(link))
                        .headers("Range", "bytes=" + MIB + "-", "Prefer", "wait=30")
                        .build(),
                BodyHandlers.ofByteArray());
        send(path, MIB, 3 * MIB + 5);
        HttpResponse<byte[]> part = later.get(40, TimeUnit.SECONDS);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(header(part, "Preference-Applied")).isEqualTo("wait=30");
        assertThat(part.body().length % MIB).isZero();
        assertSame(part.body(), MIB, MIB + part.body().length);
    }

    @Test
    void progressTellsHowFarItIs() {
        String path = begun(2 * MIB + 5);
        String share = link(path).substring("/s/".length());
        String file = path.split("/")[3];
        String progress = "/api/shares/" + share + "/files/" + file + "/progress";
        JsonObject far = new JsonObject(text(tus.plain("GET", progress, null)));
        assertThat(far.getString("state")).isEqualTo("RECEIVING");
        assertThat(far.getInteger("frontier")).isEqualTo(2);
        assertThat(far.getInteger("stored")).isEqualTo(2);
        assertThat(far.getJsonArray("missing")).isEqualTo(new JsonArray("[[2,4]]"));
        send(path, 2 * MIB + 5, SIZE);
        assertThat(new JsonObject(text(tus.plain("GET", progress, null))).getString("state"))
                .isEqualTo("COMPLETE");
    }

    @Test
    void aFileOfUnknownLengthIsWaitedForInVain() {
        String path = TusClient.made(tus.post("Upload-Defer-Length", "1"));
        send(path, 0, MIB);
        HttpResponse<byte[]> answer = tus.plain("GET", link(path), null);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(text(answer)).contains("NOT_COMPLETE");
    }
}
