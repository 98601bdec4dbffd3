package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertProblem;
import static io.slipway.edge.http.EdgeHouse.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.seal.FileHeader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the body of a new share may be. */
class ShareBodyEdgeTest {
    private static EdgeHouse house;

    @BeforeAll
    static void open() {
        house = new EdgeHouse();
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static HttpResponse<byte[]> post(byte[] body) {
        return house.send("POST", "/api/shares", body, "Content-Type", "application/json");
    }

    private static HttpResponse<byte[]> post(Consumer<JsonObject> change) {
        JsonObject body = new SealedShare(house.randomness, content(10, 1)).body();
        change.accept(body);
        return post(body.toBuffer().getBytes());
    }

    private static HttpResponse<byte[]> postFile(Consumer<JsonObject> change) {
        return post(body -> change.accept(body.getJsonArray("files").getJsonObject(0)));
    }

    private static String bytes(int count) {
        return SealedShare.base64url(new byte[count]);
    }

    private static void assertBad(HttpResponse<byte[]> response) {
        assertProblem(response, 400, "BAD_REQUEST");
    }

    @Test
    void eachMemberIsNeeded() {
        for (String member : new String[] {"share", "owner", "read", "wrap", "commit", "files"}) {
            assertBad(post(body -> body.remove(member)));
            assertBad(post(body -> body.putNull(member)));
            assertBad(post(body -> body.put(member, 5)));
            assertBad(post(body -> body.put(member, "!")));
            assertBad(post(body -> body.put(member, new JsonObject())));
        }
        for (String member : new String[] {"header", "commit", "meta", "wrap", "upload"}) {
            assertBad(postFile(file -> file.remove(member)));
            assertBad(postFile(file -> file.put(member, 5)));
            assertBad(postFile(file -> file.put(member, "!")));
        }
        assertThat(post(body -> body.remove("lifetime")).statusCode()).isEqualTo(201);
        assertThat(post(body -> body.remove("meta")).statusCode()).isEqualTo(201);
    }

    @Test
    void unknownMembersAreRefused() {
        assertBad(post(body -> body.put("x", 1)));
        assertBad(post(body -> body.putNull("x")));
        assertBad(postFile(file -> file.put("x", 1)));
    }

    @Test
    void bytesHaveTheirLength() {
        for (int length : new int[] {31, 33}) {
            assertBad(post(body -> body.put("owner", bytes(length))));
            assertBad(post(body -> body.put("read", bytes(length))));
            assertBad(post(body -> body.put("commit", bytes(length))));
            assertBad(postFile(file -> file.put("upload", bytes(length))));
            assertBad(postFile(file -> file.put("header", bytes(length))));
        }
        for (int length : new int[] {63, 65}) {
            assertBad(post(body -> body.put("wrap", bytes(length))));
            assertBad(postFile(file -> file.put("wrap", bytes(length))));
        }
        assertThat(postFile(file -> file.put("meta", bytes(ShareJson.MAX_META_BYTES)))
                        .statusCode())
                .isEqualTo(201);
        assertBad(postFile(file -> file.put("meta", bytes(ShareJson.MAX_META_BYTES + 1))));
        assertThat(post(body -> body.put("meta", bytes(ShareJson.MAX_META_BYTES)))
                        .statusCode())
                .isEqualTo(201);
        assertBad(post(body -> body.put("meta", bytes(ShareJson.MAX_META_BYTES + 1))));
        assertThat(post(body -> body.put("meta", bytes(32))).statusCode()).isEqualTo(201);
        assertBad(post(body -> body.put("meta", bytes(31))));
    }

    @Test
    void textIsInItsOneForm() {
        String owner = bytes(32);
        assertBad(post(body -> body.put("owner", owner + "=")));
        assertBad(post(body -> body.put("owner", owner.substring(0, 42) + "B")));
        assertBad(post(body -> body.put("owner", "+" + owner.substring(1))));
        assertBad(post(body -> body.put("share", "A".repeat(21) + "B")));
    }

    @Test
    void aLifetimeHasBounds() {
        assertThat(post(body -> body.put("lifetime", 1)).statusCode()).isEqualTo(201);
        assertThat(post(body -> body.put("lifetime", 30 * EdgeHouse.DAY)).statusCode())
                .isEqualTo(201);
        assertBad(post(body -> body.put("lifetime", 30 * EdgeHouse.DAY + 1)));
        assertBad(post(body -> body.put("lifetime", 0)));
        assertBad(post(body -> body.put("lifetime", -1)));
        assertBad(post(body -> body.put("lifetime", 1.5)));
        assertBad(post(body -> body.put("lifetime", "1")));
        assertBad(post(body -> body.put("lifetime", Double.MAX_VALUE)));
    }

    @Test
    void aShareHasOneToSoManyFiles() {
        assertBad(post(body -> body.put("files", new JsonArray())));
        assertThat(post(body -> fill(body, 256)).statusCode()).isEqualTo(201);
        assertBad(post(body -> fill(body, 257)));
        assertBad(post(body -> body.getJsonArray("files").add("x")));
    }

    private static void fill(JsonObject body, int files) {
        JsonObject one = body.getJsonArray("files").getJsonObject(0);
        JsonArray all = new JsonArray();
        for (int i = 0; i < files; i++) {
            FileHeader header = FileHeader.of(house.randomness.fileId(), 1);
            all.add(one.copy().put("header", SealedShare.base64url(header.bytes())));
        }
        body.put("files", all);
    }

    @Test
    void aHeaderIsOneOfSlp1AndAnnouncesASize() {
        byte[] header =
                FileHeader.of(house.randomness.fileId(), EdgeHouse.MAX_FILE).bytes();
        assertThat(postFile(file -> file.put("header", SealedShare.base64url(header)))
                        .statusCode())
                .isEqualTo(201);
        byte[] unknown = FileHeader.ofUnknownSize(house.randomness.fileId()).bytes();
        assertProblem(postFile(file -> file.put("header", SealedShare.base64url(unknown))), 400, "BAD_FORMAT");
        byte[] over =
                FileHeader.of(house.randomness.fileId(), EdgeHouse.MAX_FILE + 1).bytes();
        assertProblem(postFile(file -> file.put("header", SealedShare.base64url(over))), 413, "TOO_LARGE");
        for (int i = 0; i < 8; i++) {
            byte[] other = header.clone();
            other[i] ^= 0x40;
            assertProblem(postFile(file -> file.put("header", SealedShare.base64url(other))), 400, "BAD_FORMAT");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "null", "5", "\"x\"", "{\"a\":}", "{} {}", "{\"share\":\"\\ud800\"}", "\u0000"})
    void whatIsNotAnObjectIsRefused(String body) {
        assertBad(post(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void deepNestingIsRefused() {
        assertBad(post(
                ("{\"share\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aBodyHasALimit() {
        JsonObject body = new SealedShare(house.randomness, content(10, 1)).body();
        Buffer json = body.toBuffer();
        byte[] fits = (json + " ".repeat(JsonBody.MAX_BYTES - json.length())).getBytes(StandardCharsets.UTF_8);
        assertThat(post(fits).statusCode()).isEqualTo(201);
        byte[] over = (json + " ".repeat(JsonBody.MAX_BYTES - json.length() + 1)).getBytes(StandardCharsets.UTF_8);
        assertProblem(post(over), 413, "TOO_LARGE");
        try (RawClient client = new RawClient(house)) {
            client.send(
                    "POST /api/shares HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send(Integer.toHexString(over.length) + "\r\n");
            client.send(over);
            client.send("\r\n0\r\n\r\n");
            assertThat(client.status()).isEqualTo(413);
        }
        EdgeHouse.until(() -> house.uploads.used() == 0);
    }

    @Test
    void onlyJsonIsTaken() {
        byte[] body = new SealedShare(house.randomness, content(10, 1))
                .body()
                .toBuffer()
                .getBytes();
        assertProblem(house.send("POST", "/api/shares", body), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertProblem(
                house.send("POST", "/api/shares", body, "Content-Type", "text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(house.send("POST", "/api/shares", body, "Content-Type", "Application/JSON; charset=utf-8")
                        .statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1234567", "", "with space", "semi;colon", "\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9"})
    void aKeyForRepeatingHasAForm(String key) {
        byte[] body = new SealedShare(house.randomness, content(10, 1))
                .body()
                .toBuffer()
                .getBytes();
        String header = new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (RawClient client = new RawClient(house)) {
            client.send("POST /api/shares HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nIdempotency-Key: "
                    + header + "\r\nContent-Length: " + body.length + "\r\n\r\n");
            client.send(body);
            assertThat(client.status()).isEqualTo(400);
        }
    }

    @Test
    void aKeyForRepeatingHasALength() {
        byte[] body = new SealedShare(house.randomness, content(10, 1))
                .body()
                .toBuffer()
                .getBytes();
        assertThat(house.send(
                                "POST",
                                "/api/shares",
                                body,
                                "Content-Type",
                                "application/json",
                                "Idempotency-Key",
                                "k".repeat(64))
                        .statusCode())
                .isEqualTo(201);
        assertBad(house.send(
                "POST", "/api/shares", body, "Content-Type", "application/json", "Idempotency-Key", "k".repeat(65)));
    }
}
