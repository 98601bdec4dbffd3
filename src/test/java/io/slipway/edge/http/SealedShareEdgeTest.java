package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertProblem;
import static io.slipway.edge.http.EdgeHouse.assertSame;
import static io.slipway.edge.http.EdgeHouse.content;
import static io.slipway.edge.http.EdgeHouse.json;
import static io.slipway.edge.http.SealedShare.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.seal.Digests;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sealed share from its making to its download. */
class SealedShareEdgeTest {
    private static EdgeHouse house;

    @BeforeAll
    static void open() {
        house = new EdgeHouse();
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static SealedShare share(int size) {
        return new SealedShare(house.randomness, content(size, size));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_503, 65_504, 65_505, 1_048_575, 1_048_576, 1_048_577, 2_621_440})
    void sealedBytesComeBackAsTheyWereSent(int size) {
        SealedShare sent = share(size).put(house);
        HttpResponse<byte[]> back = house.get(sent.download(), "Authorization", bearer(sent.read));
        assertThat(back.statusCode()).isEqualTo(200);
        assertSame(back.body(), sent.sealed());
        assertThat(back.headers().firstValue("content-type")).contains("application/octet-stream");
        assertThat(back.headers().firstValue("content-disposition")).contains("attachment");
        assertThat(back.headers().firstValue("accept-ranges")).contains("bytes");
    }

    @Test
    void aShareIsShownToItsReadersAsItWasMade() {
        SealedShare sent = share(100);
        HttpResponse<byte[]> made = sent.create(house);
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("location")).contains("/api/shares/" + sent.share);
        JsonObject shown = json(house.get("/api/shares/" + sent.share, "Authorization", bearer(sent.read)));
        assertThat(shown).isEqualTo(json(made));
        JsonObject body = sent.body();
        assertThat(shown.getString("mode")).isEqualTo("SEALED");
        assertThat(shown.getLong("expiresAt")).isEqualTo(house.catalog.now + 7 * EdgeHouse.DAY);
        JsonObject file = shown.getJsonArray("files").getJsonObject(0);
        assertThat(file.getString("state")).isEqualTo("RECEIVING");
        assertThat(file.getLong("size")).isEqualTo(100);
        assertThat(file.getString("header"))
                .isEqualTo(body.getJsonArray("files").getJsonObject(0).getString("header"));
        assertThat(file.containsKey("name")).isTrue();
        assertThat(file.getString("name")).isNull();
        assertThat(file.getString("seal")).isNull();
    }

    @Test
    void repeatingACreationNeedsTheSameKeyAndTheSameBody() {
        SealedShare sent = share(1);
        byte[] body = sent.body().toBuffer().getBytes();
        String[] headers = {"Content-Type", "application/json", "Idempotency-Key", "a-key_of-8"};
        HttpResponse<byte[]> first = house.send("POST", "/api/shares", body, headers);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(house.send("POST", "/api/shares", body, headers).body()).isEqualTo(first.body());
        assertProblem(house.send("POST", "/api/shares", body, "Content-Type", "application/json"), 409, "CONFLICT");
        byte[] other = sent.body().toBuffer().getBytes();
        assertProblem(house.send("POST", "/api/shares", other, headers), 409, "CONFLICT");
    }

    @Test
    void chunksArriveInAnyOrderAndOnce() {
        SealedShare sent = share(2_621_440);
        assertThat(sent.create(house).statusCode()).isEqualTo(201);
        HttpResponse<byte[]> last = sent.chunk(house, 2);
        assertThat(last.statusCode()).isEqualTo(201);
        assertThat(json(last))
                .isEqualTo(new JsonObject()
                        .put("outcome", "STORED")
                        .put("stored", 1)
                        .put("chunks", 3));
        JsonObject missing = json(house.get(sent.path() + "/upload", "Authorization", bearer(sent.upload)));
        assertThat(missing.getJsonArray("missing"))
                .isEqualTo(new JsonArray().add(new JsonArray().add(0).add(1)));
        assertProblem(sent.complete(house), 409, "INCOMPLETE");
        assertThat(json(sent.complete(house)).getJsonArray("missing").encode()).isEqualTo("[[0,1]]");

        int appended = house.chunks.appends.get();
        HttpResponse<byte[]> again = sent.chunk(house, 2);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).getString("outcome")).isEqualTo("REPEATED");
        byte[] others = sent.chunks.get(2).clone();
        others[7] ^= 1;
        HttpResponse<byte[]> second =
                house.send("PUT", sent.path() + "/chunks/2", others, "Authorization", bearer(sent.upload));
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(json(second).getString("outcome")).isEqualTo("FIRST_STANDS");
        assertThat(house.chunks.appends.get()).isEqualTo(appended);

        assertThat(sent.chunk(house, 1).statusCode()).isEqualTo(201);
        assertThat(sent.chunk(house, 0).statusCode()).isEqualTo(201);
        assertThat(sent.complete(house).statusCode()).isEqualTo(200);
        assertThat(json(sent.complete(house)).getString("state")).isEqualTo("COMPLETE");
        assertProblem(sent.chunk(house, 0), 409, "ALREADY_COMPLETE");
        assertSame(
                house.get(sent.download(), "Authorization", bearer(sent.read)).body(), sent.sealed());
    }

    @Test
    void aChunkHasExactlyItsLength() {
        SealedShare sent = share(1_048_577);
        assertThat(sent.create(house).statusCode()).isEqualTo(201);
        int appended = house.chunks.appends.get();
        for (int index = 0; index < 2; index++) {
            byte[] chunk = sent.chunks.get(index);
            String path = sent.path() + "/chunks/" + index;
            assertProblem(
                    house.send(
                            "PUT", path, Arrays.copyOf(chunk, chunk.length + 1), "Authorization", bearer(sent.upload)),
                    413,
                    "CHUNK_TOO_LONG");
            assertProblem(
                    house.send(
                            "PUT", path, Arrays.copyOf(chunk, chunk.length - 1), "Authorization", bearer(sent.upload)),
                    400,
                    "CHUNK_TOO_SHORT");
        }
        for (String index :
                new String[] {"2", "9223372036854775807", "9223372036854775808", "-1", "x", "1.0", "00", "01"}) {
            assertProblem(
                    house.send(
                            "PUT",
                            sent.path() + "/chunks/" + index,
                            new byte[10],
                            "Authorization",
                            bearer(sent.upload)),
                    400,
                    "CHUNK_OUT_OF_RANGE");
        }
        assertThat(house.chunks.appends.get()).isEqualTo(appended);
    }

    @Test
    void anAnnouncedDigestIsChecked() {
        SealedShare sent = share(10);
        assertThat(sent.create(house).statusCode()).isEqualTo(201);
        byte[] chunk = sent.chunks.get(0);
        String right = Base64.getEncoder().encodeToString(Digests.sha256(chunk).bytes());
        String wrong =
                Base64.getEncoder().encodeToString(Digests.sha256(new byte[1]).bytes());
        String path = sent.path() + "/chunks/0";
        String token = bearer(sent.upload);
        assertProblem(
                house.send("PUT", path, chunk, "Authorization", token, "Content-Digest", "sha-256=:" + wrong + ":"),
                422,
                "DIGEST_MISMATCH");
        assertProblem(
                house.send("PUT", path, chunk, "Authorization", token, "Content-Digest", "sha-256=:x:"),
                400,
                "BAD_REQUEST");
        HttpResponse<byte[]> stored = house.send(
                "PUT", path, chunk, "Authorization", token, "Content-Digest", "md5=:eA==:, sha-256=:" + right + ":");
        assertThat(stored.statusCode()).isEqualTo(201);
    }

    @Test
    void deletingHidesAtOnceAndCanBeTakenBack() {
        SealedShare sent = share(10).put(house);
        String path = "/api/shares/" + sent.share;
        JsonObject deleted = json(house.send("DELETE", path, null, "Authorization", bearer(sent.owner)));
        assertThat(deleted.getLong("undoUntil")).isEqualTo(house.catalog.now + 30_000);
        assertProblem(house.get(path, "Authorization", bearer(sent.read)), 410, "GONE");
        assertProblem(house.get(sent.download(), "Authorization", bearer(sent.read)), 410, "GONE");
        assertProblem(house.get(sent.download(), "Authorization", bearer(sent.owner)), 410, "GONE");
        HttpResponse<byte[]> undone = house.send("POST", path + "/undo", null, "Authorization", bearer(sent.owner));
        assertThat(undone.statusCode()).isEqualTo(200);
        assertSame(
                house.get(sent.download(), "Authorization", bearer(sent.read)).body(), sent.sealed());
    }

    @Test
    void randomRangesAreTheSameSealedBytes() {
        SealedShare sent = share(3_500_000).put(house);
        byte[] all = sent.sealed();
        Random random = new Random(42);
        for (int i = 0; i < 100; i++) {
            int from = random.nextInt(all.length);
            int to = Math.min(all.length - 1, from + random.nextInt(i % 3 == 0 ? 2_000_000 : 5_000));
            HttpResponse<byte[]> part =
                    house.get(sent.download(), "Authorization", bearer(sent.read), "Range", "bytes=" + from + "-" + to);
            assertThat(part.statusCode()).isEqualTo(206);
            assertSame(part.body(), Arrays.copyOfRange(all, from, to + 1));
        }
    }

    @Test
    void aPlainClientIsToldThatAShareIsSealed() {
        SealedShare sent = share(10).put(house);
        assertProblem(house.get("/s/" + sent.share), 406, "SEALED_SHARE");
        assertProblem(house.get("/download/" + sent.share), 406, "SEALED_SHARE");
        assertProblem(house.get("/download/" + sent.share + "/" + sent.file), 406, "SEALED_SHARE");
        HttpResponse<byte[]> page = house.get("/s/" + sent.share, "Accept", "text/html,*/*;q=0.8");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    }
}
