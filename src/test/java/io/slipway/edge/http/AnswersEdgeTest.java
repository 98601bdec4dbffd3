package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertProblem;
import static io.slipway.edge.http.EdgeHouse.assertSame;
import static io.slipway.edge.http.EdgeHouse.content;
import static io.slipway.edge.http.EdgeHouse.json;
import static io.slipway.edge.http.EdgeHouse.text;
import static io.slipway.edge.http.SealedShare.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.ComponentHealth;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on answers, good and bad. */
class AnswersEdgeTest {
    private static EdgeHouse house;

    @BeforeAll
    static void open() {
        house = new EdgeHouse();
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @AfterEach
    void well() {
        house.catalog.failures.clear();
    }

    private static void assertSecurityHeaders(HttpResponse<byte[]> response) {
        String what = response.request().method() + " " + response.uri() + " " + response.statusCode();
        for (String header : List.of(
                "x-content-type-options: nosniff",
                "referrer-policy: no-referrer",
                "cross-origin-opener-policy: same-origin",
                "cross-origin-resource-policy: same-origin",
                "strict-transport-security: max-age=31536000",
                "x-frame-options: DENY")) {
            String[] parts = header.split(": ");
            assertThat(response.headers().allValues(parts[0])).as(what).containsExactly(parts[1]);
        }
        assertThat(response.headers().allValues("permissions-policy")).as(what).hasSize(1);
        assertThat(response.headers().allValues("cache-control")).as(what).hasSize(1);
        List<String> policies = response.headers().allValues("content-security-policy");
        assertThat(policies).as(what).hasSize(1);
        assertThat(policies.get(0))
                .contains("default-src 'none'")
                .doesNotContain("unsafe")
                .contains("frame-ancestors 'none'");
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        SealedShare sent = new SealedShare(house.randomness, content(10, 1)).put(house);
        String open = house.curl("x", content(1_000, 1));
        String token = bearer(sent.read);
        for (HttpResponse<byte[]> response : List.of(
                house.get("/"),
                house.get("/", "Accept", "text/html"),
                house.get("/nothing.js"),
                house.get("/s/" + open),
                house.get("/s/" + open, "Accept", "text/html"),
                house.get("/s/" + open, "Range", "bytes=1-2"),
                house.get("/s/" + open, "Range", "bytes=5000-"),
                house.get("/s/" + open, "If-None-Match", "*"),
                house.send("HEAD", "/s/" + open, null),
                house.get("/s/" + sent.share),
                house.get("/download/" + open),
                house.get("/download/nonsense"),
                house.get(sent.download(), "Authorization", token),
                house.get(sent.download()),
                house.get("/api/shares/" + sent.share, "Authorization", token),
                house.get("/api/nothing"),
                house.get("/api/config"),
                house.get("/api/health"),
                house.get("/health/live"),
                house.get("/health/nothing"),
                house.send("PATCH", "/api/shares", new byte[1]),
                house.send("POST", "/api/shares", new byte[1]),
                house.send("PUT", "/x", new byte[1]),
                house.send("OPTIONS", "/api/shares", null))) {
            assertSecurityHeaders(response);
        }
    }

    @Test
    void onlyThePageMayLoadAnything() {
        String page =
                house.get("/").headers().firstValue("content-security-policy").orElseThrow();
        assertThat(page)
                .contains("script-src 'self'; style-src 'self'; img-src 'self' blob: data:")
                .contains("connect-src 'self'; worker-src 'self'; frame-src 'self'; manifest-src 'self'")
                .contains("require-trusted-types-for 'script'; trusted-types slipway");
        String share = house.curl("x.html", "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8));
        HttpResponse<byte[]> file = house.get("/s/" + share);
        assertThat(file.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none';")
                .endsWith("sandbox");
        assertThat(file.headers().firstValue("content-type")).contains("application/octet-stream");
        assertThat(file.headers().firstValue("content-disposition").orElseThrow())
                .startsWith("attachment;");
    }

    @Test
    void theStoredTypeIsServedIfItIsHarmless() {
        for (String[] type : new String[][] {{"image/png", "image/png"}, {"text/html", MediaTypes.BYTES}}) {
            HttpResponse<byte[]> put = house.send("PUT", "/x", content(1, 1), "Content-Type", type[0]);
            String link = text(put).strip();
            HttpResponse<byte[]> file = house.get("/s/" + link.substring(link.lastIndexOf('/') + 1));
            assertThat(file.headers().firstValue("content-type")).contains(type[1]);
        }
    }

    @Test
    void aFileIsKnownByItsTag() {
        byte[] content = content(1_000, 1);
        String path = "/s/" + house.curl("x", content);
        HttpResponse<byte[]> whole = house.get(path);
        String tag = whole.headers().firstValue("etag").orElseThrow();
        assertThat(tag).matches("\"[^\"]+\"");
        assertThat(whole.headers().firstValue("cache-control")).contains("private, no-cache, no-transform");
        HttpResponse<byte[]> known = house.get(path, "If-None-Match", tag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.headers().firstValue("etag")).contains(tag);
        assertThat(house.get(path, "If-Range", tag, "Range", "bytes=0-9").statusCode())
                .isEqualTo(206);
        HttpResponse<byte[]> changed = house.get(path, "If-Range", "\"other\"", "Range", "bytes=0-9");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertSame(changed.body(), content);
    }

    @Test
    void headSaysWhatGetWouldAndReadsNothing() {
        String path = "/s/" + house.curl("x", content(2_000_000, 1));
        int reads = house.chunks.reads.get();
        HttpResponse<byte[]> head = house.send("HEAD", path, null, "Range", "bytes=0-9");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-length")).contains("2000000");
        assertThat(head.headers().firstValue("accept-ranges")).contains("bytes");
        assertThat(head.body()).isEmpty();
        assertThat(house.chunks.reads.get()).isEqualTo(reads);
        HttpResponse<byte[]> missing = house.send("HEAD", "/s/" + house.randomness.shareId(), null);
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void everyProblemHasItsAnswer(ProblemCode code) {
        house.catalog.failures.put("catalog.find", new Problem(code, "because"));
        HttpResponse<byte[]> response =
                house.get("/api/shares/" + house.randomness.shareId(), "Authorization", "Bearer " + "A".repeat(43));
        assertProblem(response, code.status(), code.name());
        assertThat(response.headers().firstValue("retry-after").isPresent()).isEqualTo(code.retryable());
        assertThat(json(response).getString("detail")).isEqualTo("because");
    }

    @Test
    void aFaultIsToldWithoutItsReason() {
        house.catalog.before = address -> {
            throw new IllegalStateException("secret reason");
        };
        try {
            HttpResponse<byte[]> response = house.get("/s/" + house.randomness.shareId());
            assertProblem(response, 500, "INTERNAL");
            assertThat(text(response)).doesNotContain("secret");
        } finally {
            house.catalog.before = address -> Future.succeededFuture();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /api/shares, POST",
        "GET, /api/shares, POST",
        "POST, /api/shares/x, 'DELETE, GET, HEAD, PATCH'",
        "DELETE, /x, 'GET, HEAD, PUT'",
        "POST, /, 'GET, HEAD, PUT'",
        "PUT, /api/config, 'GET, HEAD'",
        "POST, /s/x, 'GET, HEAD'",
        "GET, /s/x/y, DELETE",
        "OPTIONS, /health/live, 'GET, HEAD'",
    })
    void aMethodThatAPathDoesNotTakeIsToldTheOthers(String method, String path, String allowed) {
        HttpResponse<byte[]> response = house.send(method, path, null);
        assertProblem(response, 405, "METHOD_NOT_ALLOWED");
        assertThat(response.headers().firstValue("allow")).contains(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/x",
                "/api/",
                "/api/shares/",
                "/api/files",
                "/health/",
                "/download/",
                "/nothing",
                "/x.js",
                "/s/",
                "/api/shares/AAAAAAAAAAAAAAAAAAAAAA/files/",
                "/download/a/b/c"
            })
    void anyOtherPathIsNothing(String path) {
        assertProblem(house.get(path), 404, "NOT_FOUND");
    }

    @Test
    void healthIsToldPartByPart() {
        HttpResponse<byte[]> live = house.get("/health/live");
        assertThat(live.statusCode()).isEqualTo(200);
        house.health.watchNow("disk", () -> ComponentHealth.degraded("little room"));
        HttpResponse<byte[]> limping = house.get("/health/ready");
        assertThat(limping.statusCode()).isEqualTo(200);
        assertThat(json(limping).getJsonObject("parts").getJsonObject("disk"))
                .isEqualTo(new JsonObject().put("status", "DEGRADED").put("reason", "little room"));
        house.health.watchNow("kafka", () -> ComponentHealth.down("away"));
        HttpResponse<byte[]> down = house.get("/health/ready");
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(json(house.get("/api/health")).getString("status")).isEqualTo("NOT_READY");
        assertThat(house.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void whatPartsCountIsShownToPeople_notToProbes() {
        house.health.show("relay", () -> Map.of("streams", Map.of("open", 7L)));
        assertThat(json(house.get("/api/health")).getJsonObject("relay"))
                .isEqualTo(new JsonObject().put("streams", new JsonObject().put("open", 7L)));
        assertThat(json(house.get("/health/ready")).fieldNames()).containsExactly("status", "parts");
    }

    @Test
    void theConfigSaysWhatMayBeDone() {
        assertThat(json(house.get("/api/config")))
                .isEqualTo(new JsonObject()
                        .put("version", "1.2.3")
                        .put("chunkBytes", 1_048_576)
                        .put("maxFileBytes", EdgeHouse.MAX_FILE)
                        .put("maxFiles", 256)
                        .put("defaultLifetime", 7 * EdgeHouse.DAY)
                        .put("maxLifetime", 30 * EdgeHouse.DAY)
                        .put("lifetimes", new JsonArray().add(3_600_000).add(EdgeHouse.DAY))
                        .put("undoMillis", 30_000)
                        .put("publicUrl", "https://share.example")
                        .put("filesPerRequest", 256)
                        .put("maxLimit", 10_000)
                        .put(
                                "policy",
                                new JsonObject()
                                        .put("minFileBytes", 0)
                                        .put("allowedTypes", new JsonArray())
                                        .put("blockedNames", new JsonArray())));
    }
}
