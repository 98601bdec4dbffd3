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
import java.util.List;

/**
 * Serves clients. Several instances may run, one per event loop; they share the port, the budgets and the threads for
 * sealing. Started when it listens; stopped when the sockets are closed and the requests under way answered, or after {@link #DRAIN}.
 */
public final class EdgeVerticle extends VerticleBase {
    /** How long requests under way may take to end when the node stops. */
    public static final Duration DRAIN = Duration.ofSeconds(10);

    private static final String SEALING_THREADS = "slipway-seal";

    private final EdgeSettings settings;
    private final Bus bus;
    private final Health health;
    private final Randomness randomness;
    private final EdgeDoors doors;
    private final EdgeSockets sockets;
    private HttpFront front;
    private WorkerExecutor sealing;
    private List<HttpServer> servers = List.of();

    /** @param health of the node, for those who ask whether to send work here */
    public EdgeVerticle(EdgeSettings settings, Bus bus, Health health, Randomness randomness) {
        this(settings, bus, health, randomness, EdgeDoors.alone(randomness), EdgeSockets.ALONE);
    }

    public EdgeVerticle(
            EdgeSettings settings,
            Bus bus,
            Health health,
            Randomness randomness,
            EdgeDoors doors,
            EdgeSockets sockets) {
        this.settings = settings;
        this.bus = bus;
        this.health = health;
        this.randomness = randomness;
        this.doors = doors;
        this.sockets = sockets;
    }

    @Override
    public Future<?> start() {
        sealing = vertx.createSharedWorkerExecutor(
                SEALING_THREADS, Math.max(2, Runtime.getRuntime().availableProcessors()));
        front = new HttpFront(vertx, bus, settings, health, randomness, doors, sockets, sealing);
        return front.listen().onSuccess(listening -> servers = listening);
    }

    @Override
    public Future<?> stop() {
        return front.goodbye()
                .eventually(() -> Future.join(
                        servers.stream().map(server -> server.shutdown(DRAIN)).toList()))
                .eventually(sealing::close);
    }

    /** The port that is really listened on. */
    public int port() {
        return servers.get(0).actualPort();
    }

    /** The port for proxies that is really listened on. */
    public int proxyPort() {
        return servers.get(1).actualPort();
    }
}
