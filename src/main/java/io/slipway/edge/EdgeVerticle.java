package io.slipway.edge;

import io.slipway.bus.Bus;
import io.slipway.edge.http.HttpFront;
import io.slipway.seal.Randomness;
import io.slipway.telemetry.Health;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import java.time.Duration;

/**
 * Serves clients. Several instances may run, one per event loop; they share the port, the budgets and the threads for
 * sealing. Started when it listens; stopped when the requests under way are answered, or after {@link #DRAIN}.
 */
public final class EdgeVerticle extends VerticleBase {
    /** How long requests under way may take to end when the node stops. */
    public static final Duration DRAIN = Duration.ofSeconds(10);

    private static final String SEALING_THREADS = "slipway-seal";

    private final EdgeSettings settings;
    private final Bus bus;
    private final Health health;
    private final Randomness randomness;
    private WorkerExecutor sealing;
    private HttpServer server;

    /** @param health of the node, for those who ask whether to send work here */
    public EdgeVerticle(EdgeSettings settings, Bus bus, Health health, Randomness randomness) {
        this.settings = settings;
        this.bus = bus;
        this.health = health;
        this.randomness = randomness;
    }

    @Override
    public Future<?> start() {
        sealing = vertx.createSharedWorkerExecutor(
                SEALING_THREADS, Math.max(2, Runtime.getRuntime().availableProcessors()));
        return new HttpFront(vertx, bus, settings, health, randomness, sealing)
                .listen()
                .onSuccess(listening -> server = listening);
    }

    @Override
    public Future<?> stop() {
        Future<Void> ended = server == null ? Future.succeededFuture() : server.shutdown(DRAIN);
        return ended.eventually(sealing::close);
    }

    /** The port that is really listened on. */
    public int port() {
        return server.actualPort();
    }
}
