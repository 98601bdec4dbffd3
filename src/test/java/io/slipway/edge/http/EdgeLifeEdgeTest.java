package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertSame;
import static io.slipway.edge.http.EdgeHouse.await;
import static io.slipway.edge.http.EdgeHouse.content;
import static io.slipway.edge.http.EdgeHouse.finish;
import static io.slipway.edge.http.EdgeHouse.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.edge.EdgeSettings;
import io.slipway.edge.EdgeVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the edge starts, in how many instances, and how it stops. */
class EdgeLifeEdgeTest {
    private final EdgeHouse house = new EdgeHouse();

    @AfterEach
    void close() {
        house.close();
    }

    private EdgeSettings on(int port) {
        EdgeSettings like = house.settings;
        return new EdgeSettings(
                like.host(),
                port,
                like.publicUrl(),
                like.version(),
                like.limits(),
                like.timeouts(),
                like.proxies(),
                like.uploads(),
                like.downloads());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void severalInstancesShareAPort() {
        int port = freePort();
        String id = await(house.vertx.deployVerticle(
                () -> new EdgeVerticle(on(port), house.bus, house.health, house.randomness),
                new DeploymentOptions().setInstances(2)));
        byte[] content = content(2_500_000, 1);
        String share = house.curl("x", content);
        List<Future<byte[]>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(house.vertx.executeBlocking(
                    () -> house.http
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/s/" + share))
                                            .build(),
                                    BodyHandlers.ofByteArray())
                            .body(),
                    false));
        }
        all.forEach(one -> assertThat(await(one)).isEqualTo(content));
        until(() -> house.downloads.used() == 0);
        finish(house.vertx.undeploy(id));
    }

    @Test
    void aDownloadUnderWayEndsBeforeTheEdgeDoes() {
        int port = freePort();
        String id = await(
                house.vertx.deployVerticle(new EdgeVerticle(on(port), house.bus, house.health, house.randomness)));
        byte[] content = content(4 << 20, 1);
        String share = house.curl("x", content);
        try (RawClient reader = RawClient.thatTakesLittle(port);
                RawClient idle = RawClient.thatTakesLittle(port)) {
            idle.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(idle.status()).isEqualTo(200);
            reader.send("GET /s/" + share + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(reader.status()).isEqualTo(200);
            Future<Void> stopped = house.vertx.undeploy(id);
            assertThat(idle.rest()).endsWith("}");
            assertSame(reader.read(content.length), content);
            finish(stopped);
        }
    }

    @Test
    void aTakenPortIsAFailureToStart() {
        try (ServerSocket taken = new ServerSocket(0)) {
            Future<String> third = house.vertx.deployVerticle(
                    new EdgeVerticle(on(taken.getLocalPort()), house.bus, house.health, house.randomness));
            until(third::isComplete);
            assertThat(third.failed()).isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
