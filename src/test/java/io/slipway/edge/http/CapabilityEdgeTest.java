package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertProblem;
import static io.slipway.edge.http.EdgeHouse.content;
import static io.slipway.edge.http.SealedShare.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.edge.RoutePolicy;
import io.slipway.edge.tus.Tus;
import io.slipway.seal.Token;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may do what: every route of the table, with every wrong capability. */
class CapabilityEdgeTest {
    private static EdgeHouse house;
    private static SealedShare sent;
    private static Token stranger;

    @BeforeAll
    static void open() {
        house = new EdgeHouse();
        sent = new SealedShare(house.randomness, content(10, 1)).put(house);
        stranger = Token.random(house.randomness);
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static List<RouteTable.Entry> entries() {
        // Of a mount every request is anonymous; who may open what is tested with sockets.
        return house.routes().stream().filter(entry -> entry.method() != null).toList();
    }

    private static String path(String pattern, String share, String file, String token) {
        return pattern.replace("{share}", share)
                .replace("{file}", file)
                .replace("{n}", "0")
                .replace("{token}", token)
                .replace("{name}", "x");
    }

    private static byte[] body(RouteTable.Entry entry) {
        return switch (entry.path()) {
            case "/api/files/{file}/complete" ->
                new JsonObject()
                        .put("seal", SealedShare.base64url(sent.seal))
                        .toBuffer()
                        .getBytes();
            case "/api/files/{file}/chunks/{n}" -> sent.chunks.get(0);
            case "/api/scrub" ->
                entry.method().equals(HttpMethod.POST) ? "{}".getBytes(StandardCharsets.US_ASCII) : null;
            case "/api/shares/{share}" ->
                entry.method().equals(HttpMethod.PATCH) ? "{}".getBytes(StandardCharsets.US_ASCII) : null;
            default -> null;
        };
    }

    private static HttpResponse<byte[]> ask(RouteTable.Entry entry, String share, String file, String authorization) {
        boolean tus = Tus.isPath(entry.path());
        List<String> headers = new ArrayList<>(List.of("Content-Type", tus ? Tus.OFFSET_STREAM : "application/json"));
        if (tus) {
            headers.addAll(List.of(Tus.RESUMABLE, Tus.VERSION, Tus.OFFSET, "0"));
        }
        boolean inPath = entry.path().contains("{token}");
        String token = authorization == null ? "none" : authorization.replace("Bearer ", "");
        if (authorization != null && !inPath) {
            headers.addAll(List.of("Authorization", authorization));
        }
        return house.send(
                entry.method().name(),
                path(entry.path(), share, file, token),
                body(entry),
                headers.toArray(new String[0]));
    }

    @Test
    void everyRouteThatNeedsACapabilityRefusesAllOthers() {
        Map<String, Set<Token>> right = new TreeMap<>();
        right.put("UPLOAD", Set.of(sent.upload));
        right.put("OWNER", Set.of(sent.owner));
        right.put("OPERATOR", Set.of());
        right.put("READ", Set.of(sent.read, sent.owner));
        String nobody = house.randomness.shareId().text();
        int asked = 0;
        for (RouteTable.Entry entry : entries()) {
            if (entry.policy() == RoutePolicy.ANONYMOUS) {
                continue;
            }
            for (String share : List.of(sent.share.text(), nobody, "no-id", "x".repeat(23))) {
                String file = share.equals(sent.share.text()) ? sent.file.text() : share;
                for (String none : nones(entry)) {
                    assertNone(entry, ask(entry, share, file, none));
                    asked++;
                }
                for (Token token : List.of(stranger, sent.upload, sent.owner, sent.read)) {
                    boolean fits = right.get(entry.policy().name()).contains(token) && share.equals(sent.share.text());
                    if (!fits) {
                        assertHidden(entry, ask(entry, share, file, bearer(token)));
                        asked++;
                    }
                }
            }
        }
        assertThat(asked).isGreaterThan(200);
    }

    /** What doesn't count as a capability at all. */
    private static List<String> nones(RouteTable.Entry entry) {
        List<String> nones = new ArrayList<>();
        nones.add(null);
        nones.addAll(List.of("Bearer short", "Bearer " + sent.owner.text() + "A", "Bearer " + "_".repeat(43)));
        if (!entry.path().contains("{token}")) {
            nones.addAll(List.of("Bearer", "Basic " + sent.owner.text(), sent.owner.text()));
        }
        return nones;
    }

    private static void assertNone(RouteTable.Entry entry, HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(entry.toString()).isEqualTo(401);
        assertThat(response.headers().firstValue("www-authenticate")).contains("Bearer");
        if (!entry.method().name().equals("HEAD")) {
            assertProblem(response, 401, "CAPABILITY_REQUIRED");
        }
    }

    private static void assertHidden(RouteTable.Entry entry, HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(entry.toString()).isEqualTo(404);
        if (!entry.method().name().equals("HEAD")) {
            assertProblem(response, 404, "NOT_FOUND");
        }
    }

    @Test
    void whatIsForbiddenAndWhatIsMissingLookTheSame() {
        String nobody = house.randomness.shareId().text();
        for (RouteTable.Entry entry : entries()) {
            if (entry.policy() != RoutePolicy.ANONYMOUS) {
                HttpResponse<byte[]> forbidden = ask(entry, sent.share.text(), sent.file.text(), bearer(stranger));
                HttpResponse<byte[]> missing = ask(entry, nobody, nobody, bearer(stranger));
                assertThat(forbidden.body()).isEqualTo(missing.body());
                assertThat(but(forbidden, "date")).isEqualTo(but(missing, "date"));
            }
        }
    }

    private static Map<String, List<String>> but(HttpResponse<?> response, String name) {
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.remove(name);
        return headers;
    }

    @Test
    void twoCapabilitiesAreNone() {
        try (RawClient client = new RawClient(house)) {
            client.send("GET /api/shares/" + sent.share + " HTTP/1.1\r\nHost: a\r\nAuthorization: " + bearer(sent.read)
                    + "\r\nAuthorization: " + bearer(sent.owner) + "\r\n\r\n");
            assertThat(client.status()).isEqualTo(401);
        }
    }

    @Test
    void theSchemeIsReadInAnyCase() {
        String path = "/api/shares/" + sent.share;
        assertThat(house.get(path, "Authorization", "bearer " + sent.read.text())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anOpenShareIsSeenWithoutACapability() {
        String share = house.curl("x", content(3, 3));
        assertThat(house.get("/api/shares/" + share).statusCode()).isEqualTo(200);
        assertProblem(house.send("DELETE", "/api/shares/" + share, null), 401, "CAPABILITY_REQUIRED");
    }

    @Test
    void everyRouteIsInTheTable() {
        assertThat(entries()).hasSizeGreaterThan(20).allMatch(entry -> entry.policy() != null);
    }
}
