package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page's files, from a small folder of their own. */
class WebrootTest {
    private EdgeHouse house;
    private int port;

    @BeforeEach
    void open() {
        house = new EdgeHouse();
        port = serve("webroot-kit/");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private int serve(String folder) {
        Router router = Router.router(house.vertx);
        ProblemWriter problems = new ProblemWriter(new UnreadBody(house.vertx, Duration.ofSeconds(1)));
        RouteTable routes = new RouteTable(router, problems);
        new PageRoutes(new Webroot(house.bench(), folder)).addTo(routes);
        return EdgeHouse.await(
                        house.vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
                .actualPort();
    }

    private HttpResponse<byte[]> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return house.http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void thePageIsAskedForAgainEachTime() {
        HttpResponse<byte[]> page = get("/");
        assertThat(text(page)).contains("<title>Kit</title>");
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(page.headers().firstValue("content-security-policy")).contains(SecurityHeaders.PAGE);
        String tag = page.headers().firstValue("etag").orElseThrow();
        HttpResponse<byte[]> known = get("/", "If-None-Match", tag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.headers().firstValue("etag")).contains(tag);
        assertThat(known.body()).isEmpty();
    }

    @Test
    void whatHasAHashInItsNameIsKept() {
        HttpResponse<byte[]> script = get("/assets/index-abc123.js");
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.headers().firstValue("content-type")).contains("text/javascript; charset=utf-8");
        assertThat(script.headers().firstValue("cache-control")).contains("public, max-age=31536000, immutable");
        assertThat(get("/sw.js").headers().firstValue("cache-control")).contains("no-cache");
    }

    @Test
    void whatIsThereCompressedIsSentCompressed() throws IOException {
        HttpResponse<byte[]> plain = get("/assets/index-abc123.js");
        HttpResponse<byte[]> gzip = get("/assets/index-abc123.js", "Accept-Encoding", "br, gzip");
        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(gzip.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(gzip.headers().allValues("vary").toString()).containsIgnoringCase("accept-encoding");
        assertThat(plain.headers().allValues("vary").toString()).containsIgnoringCase("accept-encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(gzip.headers().firstValue("etag"))
                .isNotEqualTo(plain.headers().firstValue("etag"));
        HttpResponse<byte[]> uncompressed = get("/sw.js", "Accept-Encoding", "gzip");
        assertThat(uncompressed.headers().firstValue("content-encoding")).isEmpty();
    }

    @Test
    void whatIsNotThereIsNothing() {
        for (String path : new String[] {
            "/assets/none.js",
            "/none.html",
            "/assets/",
            "/assets",
            "/secret.key",
            "/.hidden.json",
            "/assets/index-abc123.js.gz",
            "/assets//index-abc123.js/",
            "/index.html/x.js"
        }) {
            HttpResponse<byte[]> nothing = get(path);
            EdgeHouse.assertProblem(nothing, 404, "NOT_FOUND");
        }
        assertThat(get("/assets/index-abc123.js").statusCode()).isEqualTo(200);
    }

    @Test
    void aNodeWithoutItsPageSaysSo() {
        port = serve("webroot-that-is-not-there/");
        HttpResponse<byte[]> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(text(page)).contains("built without its page").contains("curl -T FILE https://share.example/");
        EdgeHouse.assertProblem(get("/sw.js"), 404, "NOT_FOUND");
    }
}
