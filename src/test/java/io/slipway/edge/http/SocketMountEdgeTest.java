package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.edge.EdgeTimeouts;
import io.slipway.kit.SockClient;
import io.slipway.model.Rate;
import io.slipway.protocol.Rates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which transports there are, who may open a socket, and tickets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocketMountEdgeTest {
    private SocketHouse house;

    @BeforeAll
    void open() {
        house = new SocketHouse(Duration.ofMinutes(1), Duration.ofMinutes(1));
    }

    @AfterAll
    void close() {
        house.close();
    }

    private HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(house.url() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return house.house.http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void aTicketIsForASignalSocketOfTheAddress() {
        house.wanted.clear();
        HttpResponse<byte[]> made = send("POST", "/api/sockets", "");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(EdgeHouse.json(made).getString("ticket")).hasSize(43);
        assertThat(EdgeHouse.json(made).getInteger("validFor")).isEqualTo(30);
        assertThat(house.wanted).hasSize(1);
        assertThat(house.wanted.get(0).address()).isEqualTo("127.0.0.1");
        assertThat(house.wanted.get(0).peer()).isNull();
    }

    @Test
    void ticketsAreLimited() {
        house.left.set(0);
        house.limits.clear();
        HttpResponse<byte[]> refused = send("POST", "/api/sockets", "");
        house.left.set(1_000_000);
        EdgeHouse.assertProblem(refused, 429, "RATE_LIMITED");
        assertThat(refused.headers().firstValue("retry-after")).contains("3");
        assertThat(house.limits)
                .containsExactly(new Rates.Limit("ticket:127.0.0.1", new Rate(60, Duration.ofMinutes(1))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/socket/",
                "/socket/iframe.html",
                "/socket/iframe-1.html",
                "/socket/chunking_test",
                "/socket/000/s/eventsource",
                "/socket/000/s/htmlfile?c=x",
                "/socket/000/s/jsonp?c=x",
                "/socket/000/s/jsonp_send",
                "/socket/000/s/other",
                "/socket/000/s/xhr/more",
                "/socket/info/more",
                "/socket/a.b/s/xhr",
                "/socket/000//xhr"
            })
    void thereIsNothingElse(String path) {
        EdgeHouse.assertProblem(send("GET", path, ""), 404, "NOT_FOUND");
        EdgeHouse.assertProblem(send("POST", path, ""), 404, "NOT_FOUND");
    }

    @Test
    void theInfoSaysThatThereAreWebSockets() {
        HttpResponse<byte[]> info = send("GET", "/socket/info", "");
        assertThat(info.statusCode()).isEqualTo(200);
        assertThat(EdgeHouse.json(info).getBoolean("websocket")).isTrue();
        assertThat(EdgeHouse.json(info).getBoolean("cookie_needed")).isFalse();
        assertThat(info.headers().map()).doesNotContainKey("set-cookie");
    }

    @ParameterizedTest
    @CsvSource({
        "https://share.example, true",
        "https://app.example, true",
        "http://127.0.0.1:PORT, true",
        "https://127.0.0.1:PORT, true",
        "http://127.0.0.1, false",
        "http://share.example, false",
        "https://share.example:444, false",
        "https://share.example.evil.example, false",
        "https://evil.example, false",
        "http://localhost:PORT, false",
        "null, false"
    })
    void pagesOfSomeSitesMay(String named, boolean may) {
        String origin = named.replace("PORT", String.valueOf(house.port));
        int info = send("GET", "/socket/info", "", "Origin", origin).statusCode();
        int poll = send("POST", "/socket/000/" + SockClient.session() + "/xhr", "", "Origin", origin)
                .statusCode();
        int ticket = send("POST", "/api/sockets", "", "Origin", origin).statusCode();
        assertThat(new int[] {info, poll, ticket}).containsExactly(may ? 200 : 403, may ? 200 : 403, may ? 201 : 403);
        EdgeHouse.assertProblem(send("GET", "/socket/info", "", "Origin", "https://evil.example"), 403, "NOT_ALLOWED");
        for (String path : new String[] {"/socket/websocket", "/socket/000/" + SockClient.session() + "/websocket"}) {
            CompletableFuture<WebSocket> opened = house.house
                    .http
                    .newWebSocketBuilder()
                    .header("Origin", origin)
                    .buildAsync(URI.create("ws://127.0.0.1:" + house.port + path), new WebSocket.Listener() {})
                    .orTimeout(10, TimeUnit.SECONDS);
            if (may) {
                opened.join().abort();
            } else {
                assertThatThrownBy(opened::join).hasRootCauseMessage("Unexpected HTTP response status code 403");
            }
        }
    }

    @Test
    void aNameInHostProvesNothing_anAddressDoes() {
        try (RawClient client = RawClient.thatTakesLittle(house.port)) {
            client.send("GET /socket/info HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n\r\n");
            assertThat(client.status()).isEqualTo(403);
        }
        try (RawClient client = RawClient.thatTakesLittle(house.port)) {
            client.send("GET /socket/info HTTP/1.1\r\nHost: [::1]:99\r\nOrigin: http://[::1]:99\r\n\r\n");
            assertThat(client.status()).isEqualTo(200);
        }
        try (RawClient client = RawClient.thatTakesLittle(house.port)) {
            client.send("GET /socket/info HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n\r\n");
            assertThat(client.status()).isEqualTo(200);
        }
        try (RawClient client = RawClient.thatTakesLittle(house.port)) {
            client.send("GET /socket/info HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
                    + "Origin: http://localhost\r\n\r\n");
            assertThat(client.status()).as("two of them").isEqualTo(403);
        }
    }

    @Test
    void theRawSocketIsClosedWhereNobodyTakesIt() throws Exception {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        house.house
                .http
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + house.port + "/socket/websocket"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket from, int closed, String reason) {
                        code.complete(closed);
                        return null;
                    }
                })
                .get(10, TimeUnit.SECONDS);
        assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(4401);
    }

    @Test
    void aConversationByPolling() {
        String session = "/socket/000/" + SockClient.session();
        assertThat(text(send("POST", session + "/xhr", ""))).isEqualTo("o\n");
        JsonObject hello = new JsonObject().put("t", "hello").put("v", 1).put("ticket", house.ticket());
        HttpResponse<byte[]> sent = send(
                "POST",
                session + "/xhr_send",
                new JsonArray().add(hello.encode()).encode());
        assertThat(sent.statusCode()).isEqualTo(204);
        String answer = text(send("POST", session + "/xhr", ""));
        assertThat(answer).startsWith("a[\"{\\\"t\\\":\\\"welcome\\\"");
        assertThat(send("POST", session + "/xhr_send", "[\"nonsense\"]").statusCode())
                .isEqualTo(204);
        assertThat(text(send("POST", session + "/xhr", ""))).isEqualTo("c[3000,\"Go away!\"]\n");
        assertThat(send("POST", session + "/xhr_send", "[\"x\"]").statusCode()).isEqualTo(404);
    }

    @Test
    void aConversationOverAnAnswerThatGoesOn() throws IOException, InterruptedException {
        String session = house.url() + "/socket/000/" + SockClient.session();
        HttpRequest stream = HttpRequest.newBuilder(URI.create(session + "/xhr_streaming"))
                .POST(BodyPublishers.noBody())
                .build();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                house.house.http.send(stream, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("h".repeat(2_048));
            assertThat(lines.readLine()).isEqualTo("o");
            JsonObject hello = new JsonObject().put("t", "hello").put("v", 1).put("ticket", house.ticket());
            HttpRequest sent = HttpRequest.newBuilder(URI.create(session + "/xhr_send"))
                    .POST(BodyPublishers.ofString(
                            new JsonArray().add(hello.encode()).encode()))
                    .build();
            assertThat(house.house.http.send(sent, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(204);
            assertThat(lines.readLine()).startsWith("a[\"{\\\"t\\\":\\\"welcome\\\"");
        }
    }

    @Test
    void whoeverSendsTooSlowlyIsCutOff() {
        EdgeTimeouts usual = EdgeTimeouts.DEFAULT;
        Duration little = Duration.ofMillis(200);
        EdgeTimeouts hasty = new EdgeTimeouts(
                usual.headers(),
                usual.keepAlive(),
                usual.idle(),
                usual.memory(),
                little,
                usual.follow(),
                usual.linger());
        Duration minute = Duration.ofMinutes(1);
        try (SocketHouse quick = new SocketHouse(minute, minute, hasty);
                RawClient client = RawClient.thatTakesLittle(quick.port)) {
            client.send("POST /socket/000/x/xhr_send HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n[");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whatIsSentByXhrHasALimit() {
        String session = "/socket/000/" + SockClient.session();
        assertThat(text(send("POST", session + "/xhr", ""))).isEqualTo("o\n");
        String most = "[\"" + "a".repeat(SocketRoutes.MAX_SENT - 4) + "\"]";
        assertThat(send("POST", session + "/xhr_send", most).statusCode()).isEqualTo(204);
        String more = "/socket/000/" + SockClient.session();
        assertThat(text(send("POST", more + "/xhr", ""))).isEqualTo("o\n");
        EdgeHouse.assertProblem(send("POST", more + "/xhr_send", most.replace("]", " ]")), 413, "TOO_LARGE");
    }
}
