package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertSame;
import static io.slipway.edge.http.EdgeHouse.content;
import static io.slipway.edge.http.EdgeHouse.until;
import static io.slipway.edge.http.SealedShare.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.edge.EdgeTimeouts;
import io.slipway.flow.ByteBudget;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that take their time. The waits are short here. */
class SlowClientsEdgeTest {
    private static final String HOST = " HTTP/1.1\r\nHost: a\r\n";

    private static final int LARGE = 32 << 20;

    private static EdgeHouse house;

    private static EdgeHouse house(Duration pace) {
        return new EdgeHouse(
                new EdgeTimeouts(
                        Duration.ofSeconds(1),
                        Duration.ofMillis(1_500),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        pace,
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100)),
                LARGE,
                new ByteBudget(32 << 20, 400),
                new ByteBudget(32 << 20, 400));
    }

    @BeforeAll
    static void open() {
        house = house(Duration.ofMillis(300));
    }

    @AfterAll
    static void close() {
        house.close();
    }

    /** Sends a byte at a time until the other side has had enough. */
    private static void trickle(RawClient client, String text) {
        Thread sender = new Thread(() -> {
            for (int i = 0; i < text.length() && !Thread.currentThread().isInterrupted(); i++) {
                client.send(text.substring(i, i + 1));
                LockSupport.parkNanos(20_000_000);
            }
        });
        sender.setDaemon(true);
        sender.start();
    }

    @Test
    void headersThatTrickleEndTheConnection() {
        try (RawClient client = new RawClient(house)) {
            trickle(client, "GET /health/live" + HOST + "X: " + "a".repeat(1_000));
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aConnectionThatSaysNothingIsEnded() {
        try (RawClient client = new RawClient(house)) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aSecondRequestHasToComeInTimeToo() {
        try (RawClient client = new RawClient(house)) {
            client.send("GET /health/live" + HOST + "\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            trickle(client, "GET /health/live" + HOST + "X: " + "a".repeat(1_000));
            assertThat(client.rest()).endsWith("}").doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void aRequestUnderWayIsNotCountedAsWaiting() {
        try (RawClient client = new RawClient(house)) {
            house.catalog.before =
                    address -> house.vertx.timer(2_500, TimeUnit.MILLISECONDS).mapEmpty();
            client.send("GET /s/" + house.randomness.shareId() + HOST + "\r\n");
            assertThat(client.status()).isEqualTo(404);
        } finally {
            house.catalog.before = address -> Future.succeededFuture();
        }
    }

    @Test
    void aBodyThatTricklesIsRefused() {
        int before = house.chunks.appends.get();
        SealedShare sent = new SealedShare(house.randomness, content(1 << 20, 1));
        assertThat(sent.create(house).statusCode()).isEqualTo(201);
        try (RawClient client = new RawClient(house)) {
            client.send("PUT " + sent.path() + "/chunks/0" + HOST + "Authorization: " + bearer(sent.upload)
                    + "\r\nContent-Length: " + sent.chunks.get(0).length + "\r\n\r\n");
            trickle(client, "x".repeat(1_000));
            assertThat(client.head()).startsWith("HTTP/1.1 408 ").contains("retry-after: 1");
            assertThat(client.rest()).contains("REQUEST_TIMEOUT");
        }
        until(() -> house.uploads.used() == 0);
        assertThat(house.chunks.appends.get()).isEqualTo(before);
    }

    @Test
    void anOpenUploadThatTricklesIsRefused() {
        int before = house.catalog.size();
        try (RawClient client = new RawClient(house)) {
            client.send("PUT /x" + HOST + "Content-Length: 1000000\r\n\r\n");
            trickle(client, "x".repeat(1_000));
            assertThat(client.status()).isEqualTo(408);
        }
        until(() -> house.uploads.used() == 0);
        assertThat(house.catalog.size()).isEqualTo(before);
    }

    @Test
    void aDownloadThatNobodyTakesIsCut() {
        String share = house.curl("x", content(LARGE, 1));
        try (RawClient client = RawClient.thatTakesLittle(house)) {
            client.send("GET /s/" + share + HOST + "\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            until(() -> house.downloads.used() == 0);
            assertThat(client.rest().length()).isLessThan(LARGE);
        }
    }

    @Test
    void clientsThatTakeNothingLeaveRoomForOthers() {
        try (EdgeHouse patient = house(Duration.ofSeconds(5))) {
            byte[] content = content(LARGE, 1);
            String share = patient.curl("x", content);
            List<RawClient> idle = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                RawClient client = RawClient.thatTakesLittle(patient);
                client.send("GET /s/" + share + HOST + "\r\n");
                idle.add(client);
            }
            assertSame(patient.get("/s/" + share).body(), content);
            idle.forEach(RawClient::close);
            until(() -> patient.downloads.used() == 0);
        }
    }

    @Test
    void clientsThatSendNothingLeaveRoomForOthers() {
        try (EdgeHouse patient = house(Duration.ofSeconds(5))) {
            List<RawClient> idle = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                RawClient client = new RawClient(patient);
                client.send("PUT /x" + HOST + "Content-Length: 1000000\r\n\r\nx");
                idle.add(client);
            }
            until(() -> patient.uploads.used() > 0);
            byte[] content = content(3_000_000, 1);
            assertSame(patient.get("/s/" + patient.curl("y", content)).body(), content);
            idle.forEach(RawClient::close);
            until(() -> patient.uploads.used() == 0);
        }
    }
}
