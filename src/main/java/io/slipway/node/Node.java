package io.slipway.node;

import io.slipway.bus.Bus;
import io.slipway.catalog.CatalogVerticle;
import io.slipway.chunks.ChunkCache;
import io.slipway.chunks.ChunkVerticle;
import io.slipway.chunks.KafkaChunkSettings;
import io.slipway.chunks.KafkaChunkStore;
import io.slipway.chunks.ScrubVerticle;
import io.slipway.config.NodeConfig;
import io.slipway.config.Secret;
import io.slipway.edge.EdgeSettings;
import io.slipway.edge.EdgeVerticle;
import io.slipway.edge.socket.BulkSockets;
import io.slipway.expiry.ExpiryVerticle;
import io.slipway.journal.JournalSettings;
import io.slipway.journal.KafkaJournal;
import io.slipway.model.Digest;
import io.slipway.node.embedded.DataFolder;
import io.slipway.node.embedded.EmbeddedServices;
import io.slipway.presence.PresenceSettings;
import io.slipway.presence.PresenceVerticle;
import io.slipway.protocol.Presence;
import io.slipway.relay.LiveVerticle;
import io.slipway.relay.RelayVerticle;
import io.slipway.seal.Randomness;
import io.slipway.seal.RootKey;
import io.slipway.seal.Token;
import io.slipway.signal.SignalVerticle;
import io.slipway.telemetry.Health;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node, from the bottom up: its data folder, its own Kafka and Redis where none are configured, the journal until its
 * view is whole, the actors, and last the edge. It stops in reverse. Everything here blocks and runs on a thread of the
 * caller's, never on an event loop.
 */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    /** How long any one step of the start may take: a broker on a busy machine, or a view filled from a long journal. */
    private static final Duration STEP = Duration.ofMinutes(10);

    /** What a part gets to stop in even when the time is over. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private static final int NAME_BYTES = 8;

    private final NodeConfig config;
    private final String version;
    private final Nature nature;
    /** What has been started, latest first. */
    private final Deque<Step> started = new ArrayDeque<>();

    private URI url;

    private record Step(String name, Stop stop) {}

    /** Ends a part within a limit. */
    @FunctionalInterface
    private interface Stop {
        void within(Duration limit) throws Exception;
    }

    /**
     * What no operator decides, and what tests have otherwise.
     *
     * @param remembrance how long the logs remember what is gone
     * @param upkeep how often what keeps the logs fit for compaction is done
     * @param usableBytes room left where the broker keeps its log; empty: it is looked at
     */
    record Nature(JournalSettings.Times remembrance, Duration upkeep, Optional<LongSupplier> usableBytes) {
        /** As it is promised. */
        static final Nature PROMISED =
                new Nature(JournalSettings.Times.DEFAULT, ExpiryVerticle.UPKEEP_EVERY, Optional.empty());
    }

    private Node(NodeConfig config, String version, Nature nature) {
        this.config = config;
        this.version = version;
        this.nature = nature;
    }

    /**
     * Starts a node and returns when it is ready.
     *
     * @param version of the program, as clients are told
     * @throws IOException with a sentence for people, if a part can't start; what had started is stopped then
     */
    public static Node start(NodeConfig config, String version) throws IOException, InterruptedException {
        return start(config, version, Nature.PROMISED);
    }

    static Node start(NodeConfig config, String version, Nature nature) throws IOException, InterruptedException {
        Node node = new Node(config, version, nature);
        boolean ready = false;
        try {
            node.start();
            ready = true;
            return node;
        } finally {
            if (!ready) {
                node.stop(STEP);
            }
        }
    }

    private void start() throws IOException, InterruptedException {
        SecureRandom random = new SecureRandom();
        Randomness randomness = Randomness.of(random);
        DataFolder folder = DataFolder.open(config.data().folder(), random);
        started("data folder", limit -> folder.close());
        RootKey root = rootKey(folder);
        EmbeddedServices services = services(folder);
        VertxOptions options = new VertxOptions().setPreferNativeTransport(true);
        Optional<HazelcastCluster> cluster = cluster(options);
        Vertx vertx = cluster.map(HazelcastCluster::vertx).orElseGet(() -> Vertx.vertx(options));
        started("event loops", limit -> await(vertx.close(), limit));
        Bus bus = new Bus(vertx);
        var kafka = Settings.kafka(config, services);
        KafkaJournal journal = new KafkaJournal(
                vertx,
                Settings.journal(config, kafka, Settings.redis(config, services))
                        .withTimes(nature.remembrance()));
        started("journal", limit -> await(journal.stop(), limit));
        await(journal.start(), STEP);
        await(journal.ready(), STEP);
        KafkaChunkStore store = new KafkaChunkStore(vertx, chunks(kafka));
        started("chunk store", limit -> store.close());
        ChunkCache cache = new ChunkCache(Settings.cache(config));
        started("cache", limit -> cache.close());
        Health health = new Health(vertx, System::nanoTime);
        health.watchNow("journal", journal::check);
        health.watch("chunks", store::check);
        health.watchNow("cache", cache::check);
        cluster.ifPresent(others -> health.watchNow("cluster", others::check));
        deploy(vertx, "chunks", new ChunkVerticle(store, cache, bus));
        deploy(vertx, "scrub", new ScrubVerticle(bus, operator(folder)));
        deploy(
                vertx,
                "catalog",
                new CatalogVerticle(
                        bus,
                        journal,
                        journal.changes(),
                        journal.view(),
                        root,
                        randomness,
                        Settings.catalog(config),
                        Settings.room(config)));
        deploy(
                vertx,
                "expiry",
                new ExpiryVerticle(bus, config.shares().sweepEvery(), nature.upkeep(), journal::heartbeat));
        String node = cluster.map(HazelcastCluster::node).orElseGet(() -> lone(randomness));
        cluster.ifPresent(
                others -> others.onDeparture(other -> bus.publish(Presence.NODE_LEFT, new Presence.NodeLeft(other))));
        PresenceSettings grace = PresenceSettings.withGrace(config.live().grace());
        deploy(vertx, "presence", new PresenceVerticle(bus, journal.view(), node, randomness, grace));
        deploy(vertx, "signal", new SignalVerticle(bus, node));
        RelayVerticle relay = new RelayVerticle(bus, Settings.relay(config, node), System::nanoTime);
        deploy(vertx, "relay", relay);
        health.show("relay", relay.counters()::shown);
        deploy(vertx, "live", new LiveVerticle(bus, journal.view(), relay, node));
        BulkSockets bulk = new BulkSockets(vertx, bus, relay, BulkSockets.HELLO);
        url = config.http().url();
        EdgeSettings edge = Settings.edge(config, url, version);
        deploy(
                vertx,
                "edge",
                new EdgeVerticle(
                        edge,
                        bus,
                        health,
                        randomness,
                        Settings.doors(config, root),
                        Settings.sockets(config, node, bulk, relay)));
    }

    /** A name that no other node has: this one may share its Redis with some that it doesn't hear. */
    private static String lone(Randomness randomness) {
        return HexFormat.of().formatHex(randomness.bytes(NAME_BYTES));
    }

    private KafkaChunkSettings chunks(Map<String, String> kafka) {
        KafkaChunkSettings settings = Settings.chunks(config, kafka);
        return nature.usableBytes()
                .map(usable -> settings.withRoom(usable, settings.minUsableBytes()))
                .orElse(settings);
    }

    /** Whoever can read the data folder runs the node. */
    private static Digest operator(DataFolder folder) throws IOException {
        return Token.parse(folder.secret("operator.token")).orElseThrow().verifier();
    }

    private RootKey rootKey(DataFolder folder) throws IOException {
        Secret configured = config.data().rootKey().orElse(null);
        return RootKey.of(configured == null ? folder.rootKey() : HexFormat.of().parseHex(configured.reveal()));
    }

    private EmbeddedServices services(DataFolder folder) throws IOException, InterruptedException {
        String path = System.getenv("PATH");
        EmbeddedServices services = new EmbeddedServices(
                folder,
                new EmbeddedServices.Wanted(
                        config.kafka().embedded(),
                        config.redis().embedded(),
                        (int) (config.kafka().memory().bytes() >> 20),
                        path == null ? "" : path));
        started("embedded services", limit -> services.stop());
        services.start();
        return services;
    }

    private Optional<HazelcastCluster> cluster(VertxOptions options) throws IOException, InterruptedException {
        if (config.cluster().kind() == NodeConfig.Cluster.Kind.NONE) {
            return Optional.empty();
        }
        String secret = config.data().rootKey().orElseThrow().reveal().toLowerCase(Locale.ROOT);
        HazelcastCluster cluster =
                await(HazelcastCluster.joinLocal(options, config.cluster().port(), secret), STEP);
        LOG.atInfo().addKeyValue(LogKeys.COUNT, cluster.size()).log("joined the nodes of this machine");
        return Optional.of(cluster);
    }

    private void deploy(Vertx vertx, String name, Deployable actor) throws IOException, InterruptedException {
        String id = await(vertx.deployVerticle(actor), STEP);
        started(name, limit -> await(vertx.undeploy(id), limit));
    }

    private void started(String name, Stop stop) {
        started.push(new Step(name, stop));
    }

    /** What links begin with. */
    public URI url() {
        return url;
    }

    /** Stops the node, the edge first; blocks, and gives each part little when the time is over. Stopping twice does nothing. */
    public void stop(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (Step step = started.poll(); step != null; step = started.poll()) {
            Duration left = Duration.ofNanos(Math.max(LEAST.toNanos(), end - System.nanoTime()));
            try {
                step.stop.within(left);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                LOG.atWarn().setCause(e).addKeyValue("part", step.name).log("a part did not stop in order");
            }
        }
    }

    private static <T> T await(Future<T> future, Duration limit) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException expected
                    ? expected
                    : new IOException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("a part of the node did not answer within " + limit.toSeconds() + " s", e);
        }
    }
}
