package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.bus.Bus;
import io.slipway.edge.EdgeDoors;
import io.slipway.edge.EdgeLimits;
import io.slipway.edge.EdgeProxies;
import io.slipway.edge.EdgeSettings;
import io.slipway.edge.EdgeSockets;
import io.slipway.edge.EdgeTimeouts;
import io.slipway.edge.EdgeVerticle;
import io.slipway.flow.ByteBudget;
import io.slipway.kit.MemoryCatalog;
import io.slipway.kit.MemoryChunks;
import io.slipway.model.Clock;
import io.slipway.seal.LinkSigner;
import io.slipway.seal.Randomness;
import io.slipway.seal.RootKey;
import io.slipway.telemetry.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A real HTTP server before actors that live in memory, and a client to talk to it. */
final class EdgeHouse implements AutoCloseable {
    static final long MAX_FILE = 4L << 20;
    static final long DAY = 86_400_000L;

    final Vertx vertx = Vertx.vertx();
    /** What nobody caught. */
    final Queue<Throwable> unhandled = new ConcurrentLinkedQueue<>();

    final Bus bus = new Bus(vertx);
    final MemoryCatalog catalog = new MemoryCatalog();
    final MemoryChunks chunks = new MemoryChunks();
    final Health health = new Health(vertx, System::nanoTime);
    final ByteBudget uploads;
    final ByteBudget downloads;
    final Randomness randomness = Randomness.of(new SecureRandom());
    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final EdgeSettings settings;
    final int port;

    EdgeHouse() {
        this(EdgeTimeouts.DEFAULT);
    }

    EdgeHouse(EdgeTimeouts timeouts) {
        this(timeouts, MAX_FILE, new ByteBudget(64 << 20, 100), new ByteBudget(64 << 20, 100));
    }

    EdgeHouse(EdgeTimeouts timeouts, long maxFile, ByteBudget uploads, ByteBudget downloads) {
        vertx.exceptionHandler(unhandled::add);
        this.uploads = uploads;
        this.downloads = downloads;
        settings = new EdgeSettings(
                "127.0.0.1",
                0,
                URI.create("https://share.example"),
                "1.2.3",
                new EdgeLimits(maxFile, 256, 7 * DAY, 30 * DAY, List.of(3_600_000L, DAY), 30_000),
                timeouts,
                EdgeProxies.NONE,
                uploads,
                downloads);
        EdgeVerticle edge = new EdgeVerticle(settings, bus, health, randomness);
        finish(catalog.serve(bus).compose(v -> chunks.serve(bus)).compose(v -> vertx.deployVerticle(edge)));
        port = edge.port();
    }

    static void finish(Future<?> future) {
        Object ignored = await(future);
        assertThat(future.succeeded()).as("%s", ignored).isTrue();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(90, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until something is so, at most a few seconds. */
    static void until(BooleanSupplier so) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** @param headers names and values by turns */
    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    static JsonObject json(HttpResponse<byte[]> response) {
        return new JsonObject(Buffer.buffer(response.body()));
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static void assertProblem(HttpResponse<byte[]> response, int status, String code) {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        JsonObject problem = json(response);
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(problem.getString("type")).isEqualTo("urn:slipway:problem:" + code);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank();
    }

    /** The routes of a server like this one. */
    List<RouteTable.Entry> routes() {
        return new HttpFront(
                        vertx,
                        bus,
                        settings,
                        health,
                        randomness,
                        new EdgeDoors(List.of(), new LinkSigner(RootKey.random(randomness))),
                        EdgeSockets.ALONE,
                        vertx.createSharedWorkerExecutor("routes"))
                .routes();
    }

    /** What routes of this house would work with. */
    Workbench bench() {
        return new Workbench(
                vertx,
                bus,
                settings,
                randomness,
                new Watchdog(vertx, Clock.SYSTEM, Duration.ofSeconds(1)),
                new Arrivals(vertx, Clock.SYSTEM),
                vertx.createSharedWorkerExecutor("bench"),
                new LeaseLine(vertx, uploads, Duration.ofSeconds(1)),
                new LeaseLine(vertx, downloads, Duration.ofSeconds(1)));
    }

    /** Says where bytes differ without printing them all. */
    static void assertSame(byte[] actual, byte[] expected) {
        assertThat(Arrays.mismatch(actual, expected))
                .as("first byte that differs, of %d and %d", actual.length, expected.length)
                .isEqualTo(-1);
    }

    /** Puts an open file; the share's id. */
    String curl(String name, byte[] content) {
        HttpResponse<byte[]> response = send("PUT", "/" + name, content);
        assertThat(response.statusCode()).as(text(response)).isEqualTo(201);
        return text(response).strip().substring("https://share.example/s/".length());
    }

    /** Bytes that differ everywhere. */
    static byte[] content(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        finish(vertx.close());
        assertThat(unhandled).isEmpty();
    }
}
