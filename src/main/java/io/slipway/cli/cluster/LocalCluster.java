package io.slipway.cli.cluster;

import io.slipway.cli.NodeStarter;
import io.slipway.config.ConfigLoader;
import io.slipway.config.NodeConfig;
import io.slipway.model.AddressRange;
import io.slipway.node.embedded.DataFolder;
import io.slipway.node.embedded.EmbeddedServices;
import io.slipway.node.embedded.KafkaAddress;
import io.slipway.node.embedded.RedisAddress;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some nodes on this machine, what they share, and the port before them. Starts from the bottom up and stops in reverse; calls
 * block. A node that ends unasked is reported and may be {@linkplain #launch launched} again.
 */
public final class LocalCluster implements NodeStarter.StartedNode {
    /** More would be slower than fewer on any one machine. */
    public static final int MOST_NODES = 8;

    private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);

    /** How many ports nodes look for each other at. */
    private static final int CLUSTER_PORTS = 16;

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOP_FAILED_START_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** What a part gets to stop in even when the time is over. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final ConfigLoader.Loaded loaded;
    private final NodeConfig config;
    private final int count;
    private final List<NodeChild> nodes = new ArrayList<>();
    /** What has been started, latest first. */
    private final Deque<Step> started = new ArrayDeque<>();

    private EmbeddedServices services;
    private volatile boolean stopping;

    private record Step(String name, Stop stop) {}

    @FunctionalInterface
    private interface Stop {
        void within(Duration limit) throws Exception;
    }

    private LocalCluster(ConfigLoader.Loaded loaded, int count) {
        this.loaded = loaded;
        this.config = loaded.config();
        this.count = count;
    }

    /**
     * Starts all of it and returns when every node is ready.
     *
     * @param loaded what the operator told; the port and the folder are those of the whole
     * @param nodes 1 … {@link #MOST_NODES}
     * @throws IOException with a sentence for people; what had started is stopped then
     */
    public static LocalCluster start(ConfigLoader.Loaded loaded, int nodes) throws IOException, InterruptedException {
        LocalCluster cluster = new LocalCluster(loaded, nodes);
        boolean up = false;
        try {
            cluster.start();
            up = true;
            return cluster;
        } finally {
            if (!up) {
                cluster.stop(STOP_FAILED_START_WITHIN);
            }
        }
    }

    private void start() throws IOException, InterruptedException {
        Map<String, String> passedOn = NodeSettings.of(loaded);
        DataFolder folder = DataFolder.open(config.data().folder(), new SecureRandom());
        started("data folder", limit -> folder.close());
        String rootKey = config.data().rootKey().isPresent()
                ? config.data().rootKey().get().reveal()
                : HexFormat.of().formatHex(folder.rootKey());
        startServices(folder);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        started("event loop", limit -> await(vertx.close(), limit));
        FreePorts ports = new FreePorts(config.http().port() + 1);
        int meeting = ports.run(CLUSTER_PORTS);
        Map<String, String> shared = shared(passedOn, rootKey, meeting);
        for (int number = 1; number <= count; number++) {
            Path own = folder.path().resolve("nodes").resolve(String.valueOf(number));
            nodes.add(new NodeChild("node " + number, ports.port(), ports.port(), own, shared));
        }
        startNodes();
        startFront(vertx);
    }

    private void startServices(DataFolder folder) throws IOException, InterruptedException {
        String path = System.getenv("PATH");
        services = new EmbeddedServices(
                folder,
                new EmbeddedServices.Wanted(
                        true, true, (int) (config.kafka().memory().bytes() >> 20), path == null ? "" : path));
        started("embedded services", limit -> services.stop());
        services.start();
    }

    private Map<String, String> shared(Map<String, String> passedOn, String rootKey, int meeting) {
        KafkaAddress kafka = services.kafka().orElseThrow();
        RedisAddress redis = services.redis().orElseThrow();
        List<String> proxies = new ArrayList<>(List.of(LOOPBACK));
        config.http().trustedProxies().stream().map(AddressRange::toString).forEach(proxies::add);
        Map<String, String> shared = new HashMap<>(passedOn);
        shared.put("SLIPWAY_PUBLIC_URL", config.http().url().toString());
        shared.put("SLIPWAY_TRUSTED_PROXIES", String.join(",", proxies));
        shared.put("SLIPWAY_ROOT_KEY", rootKey);
        shared.put("SLIPWAY_KAFKA", kafka.bootstrap());
        shared.put("SLIPWAY_KAFKA_USER", kafka.user());
        shared.put("SLIPWAY_KAFKA_PASSWORD", kafka.password());
        shared.put("SLIPWAY_KAFKA_MECHANISM", "PLAIN");
        shared.put("SLIPWAY_KAFKA_REPLICATION", "1");
        shared.put("SLIPWAY_KAFKA_MIN_INSYNC", "1");
        shared.put("SLIPWAY_REDIS", redis.uri());
        shared.put("SLIPWAY_CLUSTER", "local");
        shared.put("SLIPWAY_CLUSTER_PORT", String.valueOf(meeting));
        return shared;
    }

    /** The first alone: the others find it, instead of each being the first. */
    private void startNodes() throws IOException, InterruptedException {
        started("nodes", this::stopNodes);
        launch(nodes.get(0));
        nodes.get(0).awaitReady(READY_WITHIN);
        for (NodeChild node : nodes.subList(1, count)) {
            launch(node);
        }
        for (NodeChild node : nodes.subList(1, count)) {
            node.awaitReady(READY_WITHIN);
        }
    }

    /** Starts a node's process, at first or when it has ended; {@link NodeChild#awaitReady} tells when it can be used. */
    public void launch(NodeChild node) throws IOException {
        node.launch(process -> {
            if (!stopping) {
                LOG.atError()
                        .addKeyValue(LogKeys.PART, node.name())
                        .addKeyValue(LogKeys.PID, process.pid())
                        .addKeyValue(LogKeys.ADDRESS, node.url())
                        .log("a node ended with code {}; the others go on", process.exitValue());
            }
        });
    }

    private void startFront(Vertx vertx) throws IOException, InterruptedException {
        Map<NodeChild, RoundRobin.Target> targets = new LinkedHashMap<>();
        nodes.forEach(node -> targets.put(node, new RoundRobin.Target(node.proxyPort())));
        RoundRobin front =
                new RoundRobin(vertx, config.http().host(), config.http().port(), List.copyOf(targets.values()));
        targets.values().forEach(target -> front.note(target, true));
        started("round robin", limit -> await(front.close(), limit));
        try {
            LOG.debug("listening on {}", await(front.listen(), READY_WITHIN));
        } catch (IOException e) {
            throw new IOException("can't listen on port " + config.http().port() + ": " + e.getMessage(), e);
        }
        targets.forEach((node, target) -> watch(node, isReady -> vertx.runOnContext(v -> front.note(target, isReady))));
    }

    private void watch(NodeChild node, Consumer<Boolean> news) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (!stopping) {
                            news.accept(node.isReady());
                            TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                node.name() + "-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private void stopNodes(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        nodes.forEach(NodeChild::ask);
        for (NodeChild node : nodes) {
            node.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }

    private void started(String name, Stop stop) {
        started.push(new Step(name, stop));
    }

    /** The port that people use, as links begin with. */
    @Override
    public URI url() {
        return config.http().url();
    }

    @Override
    public List<String> parts() {
        return nodes.stream()
                .map(node -> String.format(Locale.ROOT, "%-11s  %s  process %d", node.name(), node.url(), node.pid()))
                .toList();
    }

    /** The nodes, in the order of their numbers. */
    public List<NodeChild> nodes() {
        return List.copyOf(nodes);
    }

    /** Where the Redis of all nodes is. */
    public RedisAddress redis() {
        return services.redis().orElseThrow();
    }

    @Override
    public void stop(Duration atMost) throws InterruptedException {
        stopping = true;
        long end = System.nanoTime() + atMost.toNanos();
        for (Step step = started.poll(); step != null; step = started.poll()) {
            Duration left = Duration.ofNanos(Math.max(LEAST.toNanos(), end - System.nanoTime()));
            try {
                step.stop.within(left);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                LOG.atWarn().setCause(e).addKeyValue(LogKeys.PART, step.name).log("a part did not stop in order");
            }
        }
    }

    private static <T> T await(Future<T> future, Duration limit) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + limit.toSeconds() + " s", e);
        }
    }
}
