package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertProblem;
import static io.slipway.edge.http.EdgeHouse.content;
import static io.slipway.edge.http.EdgeHouse.json;
import static io.slipway.edge.http.EdgeHouse.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.edge.EdgeProxies;
import io.slipway.edge.EdgeSettings;
import io.slipway.edge.EdgeVerticle;
import io.slipway.model.AddressRange;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.OpenUploads;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing is kept for which there is no room. */
class QuotaEdgeTest {
    private EdgeHouse house;

    @BeforeEach
    void open() {
        house = new EdgeHouse();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aSealedShareAsksForRoomFirst() {
        house.catalog.quota = 1_000;
        HttpResponse<byte[]> refused = new SealedShare(house.randomness, content(1_001, 1)).create(house);
        assertProblem(refused, 413, "QUOTA_EXCEEDED");
        assertThat(json(refused).getLong("limit")).isEqualTo(1_000);
        assertThat(json(refused).getLong("wanted")).isEqualTo(1_001);
        assertThat(house.catalog.size()).isZero();

        SealedShare fits = new SealedShare(house.randomness, content(1_000, 1));
        assertThat(fits.create(house).statusCode()).isEqualTo(201);
        assertThat(house.catalog.room).containsOnlyKeys(fits.file).containsEntry(fits.file, 1_000L);
        assertThat(house.catalog.guests).containsOnly("null");
    }

    @Test
    void whatWasNotMadeGivesItsRoomBack() {
        house.catalog.failures.put("catalog.create", new Problem(ProblemCode.CONFLICT, "taken"));
        SealedShare share = new SealedShare(house.randomness, content(5, 1));
        assertProblem(share.create(house), 409, "CONFLICT");
        until(house.catalog.room::isEmpty);

        house.catalog.failures.put("catalog.create", new Problem(ProblemCode.UNAVAILABLE, "who knows"));
        assertProblem(share.create(house), 503, "UNAVAILABLE");
        assertThat(house.catalog.room).containsOnlyKeys(share.file);
    }

    @Test
    void anOpenFileOfKnownLengthIsRefusedBeforeItArrives() {
        house.catalog.quota = 2_000_000;
        assertProblem(house.send("PUT", "/a", content(2_000_001, 1)), 413, "QUOTA_EXCEEDED");
        assertThat(house.chunks.appends.get()).isZero();
        assertThat(house.send("PUT", "/a", content(2_000_000, 1)).statusCode()).isEqualTo(201);
        assertThat(house.catalog.room.values()).containsExactly(2_000_000L);
    }

    @Test
    void anOpenFileOfUnknownLengthStopsWhereThereIsNoMoreRoom() throws Exception {
        house.catalog.quota = 2 << 20;
        assertProblem(piped(content((2 << 20) + 1, 1)), 413, "QUOTA_EXCEEDED");
        assertThat(house.chunks.appends.get()).isLessThanOrEqualTo(2);
        until(house.catalog.room::isEmpty);
        assertThat(piped(content(2 << 20, 1)).statusCode()).isEqualTo(201);
        assertThat(house.catalog.room.values()).containsExactly(2L << 20);
    }

    private HttpResponse<byte[]> piped(byte[] content) throws Exception {
        return house.http.send(
                HttpRequest.newBuilder(house.uri("/a"))
                        .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(content)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void guestsAreCountedByTheirSite_theMachineItselfIsNone() {
        EdgeSettings like = house.settings;
        EdgeVerticle behind = new EdgeVerticle(
                new EdgeSettings(
                        like.host(),
                        0,
                        like.publicUrl(),
                        like.version(),
                        like.limits(),
                        like.timeouts(),
                        new EdgeProxies(List.of(AddressRange.parse("127.0.0.1")), OptionalInt.empty()),
                        like.uploads(),
                        like.downloads()),
                house.bus,
                house.health,
                house.randomness);
        EdgeHouse.finish(house.vertx.deployVerticle(behind));
        for (String client : List.of("203.0.113.9", "2001:db8:1:2:3:4:5:6", "127.0.0.1", "::1")) {
            assertThat(put(behind.port(), client)).isEqualTo(201);
        }
        assertThat(house.catalog.guests).containsExactlyInAnyOrder("203.0.113.9", "2001:db8:1:2:0:0:0:0", "null");
    }

    private int put(int port, String client) {
        try {
            return house.http
                    .send(
                            HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + port + "/a"))
                                    .header("X-Forwarded-For", client)
                                    .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[1]))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aBrokenUploadGivesItsRoomBack() {
        house.catalog.failures.put(OpenUploads.PUBLISH.name(), new Problem(ProblemCode.REQUEST_TIMEOUT, "too late"));
        assertProblem(house.send("PUT", "/a", content(10, 1)), 408, "REQUEST_TIMEOUT");
        until(house.catalog.room::isEmpty);
    }
}
