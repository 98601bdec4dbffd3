package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.edge.EdgeProxies;
import io.slipway.edge.EdgeSettings;
import io.slipway.edge.EdgeVerticle;
import io.slipway.model.AddressRange;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who a client is said to be, and who is believed. */
class ClientAddressEdgeTest {
    private static final byte[] V2 = HexFormat.of()
            .parseHex("0d0a0d0a000d0a515549540a" + "2121" + "0024" + "20010db8000000000000000000000007"
                    + "00000000000000000000000000000001" + "1267" + "0050");

    private final EdgeHouse house = new EdgeHouse();

    @AfterEach
    void close() {
        house.close();
    }

    private static EdgeProxies trusting(OptionalInt port, String... ranges) {
        return new EdgeProxies(Stream.of(ranges).map(AddressRange::parse).toList(), port);
    }

    /** A server that answers with who it believes to talk to. */
    private int teller(EdgeProxies proxies, boolean behindProxy) {
        HttpServer server = house.vertx
                .createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setUseProxyProtocol(behindProxy))
                .requestHandler(request -> request.response()
                        .end(ClientAddress.of(request, proxies).toString()));
        return EdgeHouse.await(server.listen()).actualPort();
    }

    private static String ask(int port, byte[] preface, String headers) {
        try (RawClient client = RawClient.at(port)) {
            client.send(preface);
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n");
            return client.rest();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            203.0.113.9                                 | 203.0.113.9
            203.0.113.9:4711                            | 203.0.113.9
            2001:db8::7                                 | 2001:db8:0:0:0:0:0:7
            [2001:db8::7]:4711                          | 2001:db8:0:0:0:0:0:7
            198.51.100.1, 203.0.113.9                   | 203.0.113.9
            198.51.100.1, 203.0.113.9, 10.1.2.3         | 203.0.113.9
            203.0.113.9, ::ffff:10.1.2.3                | 203.0.113.9
            unknown                                     | 127.0.0.1
            203.0.113.9, unknown, 10.1.2.3              | 10.1.2.3
            203.0.113.9,                                | 127.0.0.1
            share.example                               | 127.0.0.1
            -                                           | 127.0.0.1
            """)
    void aTrustedProxyTellsWhoTheClientIs(String forwarded, String expected) {
        int port = teller(trusting(OptionalInt.empty(), "127.0.0.0/8", "10.0.0.0/8"), false);

        String header = forwarded == null ? "" : "X-Forwarded-For: " + forwarded + "\r\n";

        assertThat(ask(port, new byte[0], header)).endsWith("\r\n\r\n" + expected);
    }

    @Test
    void severalHeadersAreOneList() {
        int port = teller(trusting(OptionalInt.empty(), "127.0.0.0/8", "10.0.0.0/8"), false);

        String answer =
                ask(port, new byte[0], "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.9,10.0.0.1\r\n");

        assertThat(answer).endsWith("\r\n\r\n203.0.113.9");
    }

    @Test
    void hopsAreFollowedUpToTheLimit() {
        int port = teller(trusting(OptionalInt.empty(), "127.0.0.0/8", "10.0.0.0/8"), false);
        String hops = ",10.0.0.1".repeat(ClientAddress.MAX_HOPS - 1);

        assertThat(ask(port, new byte[0], "X-Forwarded-For: 203.0.113.9" + hops + "\r\n"))
                .endsWith("\r\n\r\n203.0.113.9");
        assertThat(ask(port, new byte[0], "X-Forwarded-For: 203.0.113.9" + hops + ",10.0.0.1\r\n"))
                .endsWith("\r\n\r\n10.0.0.1");
    }

    @Test
    void whoIsNotTrustedIsNotListenedTo() {
        int nobody = teller(EdgeProxies.NONE, false);
        int others = teller(trusting(OptionalInt.empty(), "10.0.0.0/8"), false);

        assertThat(ask(nobody, new byte[0], "X-Forwarded-For: 203.0.113.9\r\n")).endsWith("\r\n\r\n127.0.0.1");
        assertThat(ask(others, new byte[0], "X-Forwarded-For: 203.0.113.9\r\n")).endsWith("\r\n\r\n127.0.0.1");
    }

    @Test
    void aProxyHeaderTellsWhoTheClientIs() {
        int port = teller(trusting(OptionalInt.empty(), "127.0.0.1"), true);

        assertThat(ask(port, bytes("PROXY TCP4 203.0.113.9 127.0.0.1 4711 80\r\n"), "X-Forwarded-For: 10.9.9.9\r\n"))
                .endsWith("\r\n\r\n203.0.113.9");
        assertThat(ask(port, V2, "")).endsWith("\r\n\r\n2001:db8:0:0:0:0:0:7");
        assertThat(ask(port, bytes("PROXY UNKNOWN\r\n"), "")).endsWith("\r\n\r\n127.0.0.1");
    }

    private EdgeVerticle edge(EdgeProxies proxies) {
        EdgeSettings like = house.settings;
        EdgeVerticle edge = new EdgeVerticle(
                new EdgeSettings(
                        like.host(),
                        0,
                        like.publicUrl(),
                        like.version(),
                        like.limits(),
                        like.timeouts(),
                        proxies,
                        like.uploads(),
                        like.downloads()),
                house.bus,
                house.health,
                house.randomness);
        EdgeHouse.finish(house.vertx.deployVerticle(edge));
        return edge;
    }

    @Test
    void thePortForProxiesServesThemAndNobodyElse() {
        EdgeVerticle edge = edge(trusting(OptionalInt.of(0), "127.0.0.1"));
        byte[] header = bytes("PROXY TCP4 203.0.113.9 127.0.0.1 4711 80\r\n");

        assertThat(ask(edge.proxyPort(), header, "")).startsWith("HTTP/1.1 ");
        assertThat(ask(edge.proxyPort(), V2, "")).startsWith("HTTP/1.1 ");
        assertThat(ask(edge.proxyPort(), new byte[0], "")).isEmpty();
        assertThat(ask(edge.proxyPort(), bytes("PROXY TCP4 nonsense\r\n"), "")).isEmpty();
        // on the port for everyone it is no header, and no request either
        assertThat(ask(edge.port(), header, "")).contains(" 400 Bad Request");

        EdgeVerticle strict = edge(trusting(OptionalInt.of(0), "10.0.0.0/8"));
        assertThat(ask(strict.proxyPort(), header, "")).isEmpty();
    }

    @Test
    void aPortForProxiesWithoutProxiesIsAMistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EdgeProxies(List.of(), OptionalInt.of(1)));
    }
}
