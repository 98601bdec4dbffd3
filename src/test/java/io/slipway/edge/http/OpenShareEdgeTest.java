package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertProblem;
import static io.slipway.edge.http.EdgeHouse.assertSame;
import static io.slipway.edge.http.EdgeHouse.content;
import static io.slipway.edge.http.EdgeHouse.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code curl -T} and back. */
class OpenShareEdgeTest {
    private static EdgeHouse house;

    @BeforeAll
    static void open() {
        house = new EdgeHouse();
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 131_073, 262_143, 262_144, 262_145, 1_048_575,
                1_048_576, 1_048_577, 2_621_440, 4 << 20
            })
    void whatWasPutComesBack(int size) {
        byte[] content = content(size, size);
        String share = house.curl("a%20b.bin", content);
        HttpResponse<byte[]> back = house.get("/s/" + share);
        assertThat(back.statusCode()).isEqualTo(200);
        assertSame(back.body(), content);
        assertThat(back.headers().firstValue("content-disposition"))
                .contains("attachment; filename=\"a b.bin\"; filename*=UTF-8''a%20b.bin");
        assertThat(back.headers().firstValue("content-length")).contains(Integer.toString(size));
        assertSame(house.get("/download/" + share).body(), content);
        EdgeHouse.until(() -> house.uploads.used() == 0 && house.downloads.used() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_048_576, 3_000_000})
    void aBodyOfUnknownLengthIsTaken(int size) throws Exception {
        byte[] content = content(size, size);
        HttpResponse<byte[]> put = house.http.send(
                HttpRequest.newBuilder(house.uri("/"))
                        .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(put.statusCode()).as(text(put)).isEqualTo(201);
        String link = text(put).strip();
        HttpResponse<byte[]> back = house.get("/s/" + link.substring(link.lastIndexOf('/') + 1));
        assertSame(back.body(), content);
        assertThat(back.headers().firstValue("content-disposition").orElseThrow())
                .contains("filename=\"file\"");
    }

    @Test
    void theAnswerIsTheLinkAlone() {
        HttpResponse<byte[]> put = house.send("PUT", "/x.txt", content(10, 1), "Max-Days", "3");
        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(put.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(text(put)).matches("https://share\\.example/s/[A-Za-z0-9_-]{22}\\n");
        String link = text(put).strip();
        String share = link.substring(link.lastIndexOf('/') + 1);
        assertThat(put.headers().firstValue("x-url-status")).contains("https://share.example/api/shares/" + share);
        assertThat(put.headers().firstValue("x-expires")).contains("Fri, 17 Nov 2023 22:13:20 GMT");
        String delete = put.headers().firstValue("x-url-delete").orElseThrow();
        assertThat(delete).matches("https://share\\.example/s/" + share + "/[A-Za-z0-9_-]{43}");

        assertThat(house.get("/api/shares/" + share).statusCode()).isEqualTo(200);
        String path = delete.substring("https://share.example".length());
        assertThat(house.send("DELETE", path, null).statusCode()).isEqualTo(200);
        assertProblem(house.get("/s/" + share), 410, "GONE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "31", "-1", "a", "", "1.5", "99999999999999999999"})
    void maxDaysHasBounds(String days) {
        assertProblem(house.send("PUT", "/x", content(1, 1), "Max-Days", days), 400, "BAD_REQUEST");
    }

    @Test
    void aFileBeyondTheLimitIsRefused() throws Exception {
        byte[] most = content((int) EdgeHouse.MAX_FILE, 3);
        byte[] more = Arrays.copyOf(most, most.length + 1);
        assertThat(house.send("PUT", "/x", most).statusCode()).isEqualTo(201);
        int before = house.catalog.size();
        assertProblem(house.send("PUT", "/x", more), 413, "TOO_LARGE");
        HttpResponse<byte[]> streamed = house.http.send(
                HttpRequest.newBuilder(house.uri("/x"))
                        .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(more)))
                        .build(),
                BodyHandlers.ofByteArray());
        assertProblem(streamed, 413, "TOO_LARGE");
        assertThat(house.catalog.size()).isEqualTo(before);
        EdgeHouse.until(() -> house.uploads.used() == 0);
    }

    @Test
    void randomRangesAreTheSameBytes() {
        byte[] content = content(3_500_000, 9);
        String share = house.curl("r.bin", content);
        Random random = new Random(42);
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(content.length);
            int to = Math.min(content.length - 1, from + random.nextInt(i % 3 == 0 ? 2_000_000 : 5_000));
            HttpResponse<byte[]> part = house.get("/s/" + share, "Range", "bytes=" + from + "-" + to);
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.headers().firstValue("content-range"))
                    .contains("bytes " + from + "-" + to + "/" + content.length);
            assertSame(part.body(), Arrays.copyOfRange(content, from, to + 1));
        }
        EdgeHouse.until(() -> house.downloads.used() == 0);
    }
}
