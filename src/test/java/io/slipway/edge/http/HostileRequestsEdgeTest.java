package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertSame;
import static io.slipway.edge.http.EdgeHouse.content;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no polite client sends, byte by byte. */
class HostileRequestsEdgeTest {
    private static final String HOST = " HTTP/1.1\r\nHost: a\r\n";

    private static EdgeHouse house;

    @BeforeAll
    static void open() {
        house = new EdgeHouse();
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static String answer(String request) {
        try (RawClient client = new RawClient(house)) {
            client.send(request);
            return client.rest();
        }
    }

    private static void assertRefusedAndClosed(String answer, int status, String code) {
        assertThat(answer).startsWith("HTTP/1.").contains(" " + status + " ").contains("\"code\":\"" + code + "\"");
        assertThat(answer.split("HTTP/1\\.[01] \\d{3} ", -1))
                .as("one answer, then the end")
                .hasSize(2);
        assertThat(answer).contains("X-Content-Type-Options: nosniff");
    }

    private static int length(String head) {
        return Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
    }

    @Test
    void aRequestLineHasALimit() {
        String line = "GET /health/live?" + " HTTP/1.1";
        String fits = "GET /health/live?" + "a".repeat(HttpFront.MAX_REQUEST_LINE - line.length()) + " HTTP/1.1";
        try (RawClient client = new RawClient(house)) {
            client.send(fits + "\r\nHost: a\r\n\r\n");
            assertThat(client.status()).isEqualTo(200);
        }
        String over = "GET /health/live?" + "a".repeat(HttpFront.MAX_REQUEST_LINE - line.length() + 1) + HOST + "\r\n";
        assertRefusedAndClosed(answer(over), 414, "URI_TOO_LONG");
    }

    @Test
    void headersHaveALimit() {
        // The parser counts what stands between the request line and the empty line, without line ends.
        String around = "Host: aX: ";
        String fits = "a".repeat(HttpFront.MAX_HEADERS - around.length());
        try (RawClient client = new RawClient(house)) {
            client.send("GET /health/live" + HOST + "X: " + fits + "\r\n\r\n");
            assertThat(client.status()).isEqualTo(200);
        }
        assertRefusedAndClosed(
                answer("GET /health/live" + HOST + "X: " + fits + "a\r\n\r\n"), 431, "HEADERS_TOO_LARGE");
        String many = "X: y\r\n".repeat(HttpFront.MAX_HEADERS / 4);
        assertRefusedAndClosed(answer("GET /health/live" + HOST + many + "\r\n"), 431, "HEADERS_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                "Content-Length: 5, 5\r\n\r\nabcde",
                "Content-Length: +5\r\n\r\nabcde",
                "Content-Length: -5\r\n\r\nabcde",
                "Content-Length: 0x5\r\n\r\nabcde",
                "Content-Length: 99999999999999999999\r\n\r\nabcde",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
                "Host: b\r\nContent-Length: 0\r\n\r\n",
                "X: a\rb\r\nContent-Length: 0\r\n\r\n",
                "X: a\u0000b\r\nContent-Length: 0\r\n\r\n",
                "X\u0001: a\r\nContent-Length: 0\r\n\r\n",
                "X Y: a\r\nContent-Length: 0\r\n\r\n",
                ": a\r\nContent-Length: 0\r\n\r\n",
            })
    void whatCanBeReadInTwoWaysIsRefused(String headers) {
        int before = house.catalog.size();
        String smuggled = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";
        assertRefusedAndClosed(answer("PUT /x" + HOST + headers + smuggled), 400, "BAD_REQUEST");
        assertThat(house.catalog.size()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health/live HTTP/1.1\nHost: a\n\n",
                "GET /health/live HTTP/1.1\r\n\r\n",
                "GET /health/live\r\n\r\n",
                "G\u0000T /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
                "PUT /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n",
            })
    void whatIsNotHttpIsRefused(String request) {
        assertRefusedAndClosed(answer(request), 400, "BAD_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\nabcde\r\n0\r\n\r\n",
                "0x5\r\nabcde\r\n0\r\n\r\n",
                "-5\r\nabcde\r\n0\r\n\r\n",
                "5\r\nabcdeXX0\r\n\r\n",
                "5;a=\"\n\"\r\nabcde\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFFF\r\nabcde\r\n0\r\n\r\n",
            })
    void aBrokenChunkedBodyLeavesNothing(String body) {
        int before = house.catalog.size();
        String answer = answer("PUT /x" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + body);
        assertThat(answer).doesNotContain("201 Created");
        assertThat(house.catalog.size()).isEqualTo(before);
        EdgeHouse.until(() -> house.uploads.used() == 0);
    }

    @Test
    void anotherVersionOfHttpIsRefused() {
        assertThat(answer("GET /health/live HTTP/2.0\r\nHost: a\r\n\r\n")).contains("501 Not Implemented");
        assertThat(answer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).contains("501 Not Implemented");
    }

    @Test
    void thereIsNoUpgrade() {
        try (RawClient client = new RawClient(house)) {
            client.send("GET /health/live" + HOST + "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                    + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
            assertThat(client.status()).isEqualTo(200);
        }
    }

    @Test
    void lineEndsInANameStayInTheName() {
        try (RawClient client = new RawClient(house)) {
            client.send("PUT /a%0d%0aSet-Cookie:%20x=y%00%e2%80%ae" + HOST + "Content-Length: 1\r\n\r\nx");
            String head = client.head();
            assertThat(head).startsWith("HTTP/1.1 201 ");
            String link = new String(client.read(length(head)), StandardCharsets.US_ASCII).strip();
            client.send("GET /s/" + link.substring(link.lastIndexOf('/') + 1) + HOST + "\r\n");
            assertThat(client.head())
                    .doesNotContainIgnoringCase("\r\nset-cookie")
                    .contains("filename=\"aSet-Cookie_ x=y\"; filename*=UTF-8''aSet-Cookie_%20x%3Dy\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-2",
                "bytes=0-1,5-6",
                "bytes=0x1-2",
                "items=0-1",
                "bytes 0-1",
                "bytes=1-2-3",
                "bytes=--1",
                "bytes=+1-2",
                "bytes=1.0-2",
                "=0-1",
                "bytes=0-1;q=1"
            })
    void aRangeThatMakesNoSenseIsIgnored(String range) {
        byte[] content = content(1_000, 1);
        var whole = house.get("/s/" + house.curl("x", content), "Range", range);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertSame(whole.body(), content);
    }

    @Test
    void aRangeBeyondTheEndIsToldTheSize() {
        String share = house.curl("x", content(1_000, 1));
        for (String range :
                new String[] {"bytes=1000-", "bytes=1000-1000", "bytes=-0", "bytes=99999999999999999999-"}) {
            var refused = house.get("/s/" + share, "Range", range);
            EdgeHouse.assertProblem(refused, 416, "RANGE_NOT_SATISFIABLE");
            assertThat(refused.headers().firstValue("content-range")).contains("bytes */1000");
        }
        assertThat(house.get("/s/" + share, "Range", "bytes=999-").body()).hasSize(1);
        assertThat(house.get("/s/" + share, "Range", "bytes=0-99999999999999999999")
                        .body())
                .hasSize(1_000);
        assertThat(house.get("/s/" + share, "Range", "bytes=-2000").body()).hasSize(1_000);
    }

    @Test
    void aPathThatClimbsFindsNothing() {
        for (String path : new String[] {
            "/../../etc/passwd",
            "/..%2f..%2fetc%2fpasswd",
            "/assets/..%5c..%5cx.js",
            "/assets/%2e%2e/%2e%2e/x.js",
            "/.git/x.json",
            "/index.html/",
            "/META-INF/MANIFEST.MF",
            "/io/slipway/Main.class",
            "/%00index.html"
        }) {
            try (RawClient client = new RawClient(house)) {
                client.send("GET " + path + HOST + "\r\n");
                assertThat(client.status()).as(path).isEqualTo(404);
            }
        }
    }

    @Test
    void aRequestAfterOneThatWasRefusedIsStillUnderstood() {
        try (RawClient client = new RawClient(house)) {
            client.send("POST /api/shares" + HOST + "Content-Length: 100000\r\n\r\n");
            byte[] body = new byte[100_000];
            Arrays.fill(body, (byte) 'G');
            client.send(body);
            client.send("GET /health/live" + HOST + "\r\n");
            String refused = client.head();
            assertThat(refused).startsWith("HTTP/1.1 415 ");
            assertThat(client.read(length(refused))).hasSize(length(refused));
            assertThat(client.status()).isEqualTo(200);
        }
    }

    @Test
    void aLongBodyThatNobodyReadsEndsTheConnection() {
        String answer = answer("POST /api/shares" + HOST + "Content-Length: 1000000000\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 415 ").containsIgnoringCase("connection: close");
    }

    @Test
    void aBodyIsReadForTheConnectionsSakeUpToALimit() {
        String head = "POST /api/shares" + HOST + "Content-Length: ";
        try (RawClient client = new RawClient(house)) {
            client.send(head + UnreadBody.MAX_DISCARDED + "\r\n\r\n");
            client.send(new byte[(int) UnreadBody.MAX_DISCARDED]);
            String refused = client.head();
            assertThat(refused).startsWith("HTTP/1.1 415 ").doesNotContainIgnoringCase("connection: close");
            assertThat(client.read(length(refused))).hasSize(length(refused));
            client.send("GET /health/live" + HOST + "\r\n");
            assertThat(client.status()).isEqualTo(200);
        }
        assertThat(answer(head + (UnreadBody.MAX_DISCARDED + 1) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 415 ")
                .containsIgnoringCase("connection: close");
    }

    @Test
    void anOldClientIsServedAndItsConnectionEnded() {
        byte[] content = content(100_000, 1);
        String share = house.curl("x", content);
        String answer = answer("GET /s/" + share + " HTTP/1.0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.0 200 OK\r\n");
        assertSame(answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1), content);
    }

    @Test
    void requestsSentTogetherAreAnsweredInOrder() {
        String share = house.curl("x", content(2_000_000, 1));
        try (RawClient client = new RawClient(house)) {
            client.send("GET /s/" + share + HOST + "\r\nGET /health/live" + HOST + "\r\nGET /nothing" + HOST + "\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("content-length: 2000000");
            assertSame(client.read(2_000_000), content(2_000_000, 1));
            String live = client.head();
            assertThat(live).startsWith("HTTP/1.1 200 ");
            assertThat(client.read(length(live))).asString().contains("LIVE");
            assertThat(client.status()).isEqualTo(404);
        }
    }
}
