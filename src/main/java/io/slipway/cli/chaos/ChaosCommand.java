package io.slipway.cli.chaos;

import io.slipway.cli.ExitCode;
import io.slipway.cli.Version;
import io.slipway.cli.cluster.LocalCluster;
import io.slipway.config.ConfigLoader;
import io.slipway.telemetry.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway chaos}. */
@Command(
        name = "chaos",
        description = "Breaks things in clusters of its own on this machine, and checks that what was promised held.",
        mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
    private static final Map<String, Drill> DRILLS = Stream.of(
                    new RedisDrill(),
                    new NodesDrill(),
                    new OnceDrill(),
                    new LimitsDrill(),
                    new ExpiryDrill(),
                    new DiskDrill(),
                    new RotDrill(),
                    new RelayDrill(),
                    new PathsDrill())
            .collect(Collectors.toMap(Drill::name, drill -> drill));

    private static final int LEAST_NODES = 2;
    private static final double MOST_MINUTES = 24 * 60;
    private static final int LOWEST_PORT = 20_000;
    private static final int BEYOND_PORTS = 32_000;
    private static final int PORTS_OF_A_CLUSTER = 64;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(40);

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME",
            description = "What to break: redis (emptied, killed), nodes (killed), once (connections dropped, repeated,"
                    + " delayed), limits (many at a share for few), expiry (files that live for seconds), disk (full),"
                    + " rot (bits of Kafka's files), relay (receivers that don't read, senders that send too much), paths"
                    + " (cut while bytes are on them).")
    private List<String> names;

    @Option(
            names = "--minutes",
            defaultValue = "1",
            paramLabel = "M",
            description = "How long each of them lasts, besides start and end (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Decides all that is left to chance (default: 1).")
    private long seed;

    @Option(
            names = "--nodes",
            defaultValue = "2",
            paramLabel = "N",
            description = "How many nodes (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--full",
            description = "relay and paths: as large as what is promised, which takes long; relay needs 3 nodes then.")
    private boolean full;

    @Option(names = "--append", paramLabel = "FILE", description = "Adds a line of JSON for each of them to this file.")
    private Path append;

    @Override
    public Integer call() throws Exception {
        for (String name : names) {
            if (!DRILLS.containsKey(name)) {
                throw new ParameterException(spec.commandLine(), "there is no " + name + " to break");
            }
            int least = DRILLS.get(name).leastNodes(full);
            if (full && nodes < least) {
                throw new ParameterException(
                        spec.commandLine(), name + " with --full needs " + least + " nodes at least (--nodes)");
            }
        }
        if (!(minutes > 0 && minutes <= MOST_MINUTES) || nodes < LEAST_NODES || nodes > LocalCluster.MOST_NODES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "minutes are more than 0 and at most 1440, nodes 2 to " + LocalCluster.MOST_NODES);
        }
        Logging.configure("ERROR", false);
        PrintWriter out = spec.commandLine().getOut();
        boolean held = true;
        for (String name : names) {
            Score score = run(DRILLS.get(name));
            out.print(score.text());
            out.flush();
            if (append != null) {
                Files.writeString(
                        append,
                        score.json() + "\n",
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
            held &= score.violations().isEmpty();
        }
        return held ? ExitCode.OK : ExitCode.FAULT;
    }

    private Score run(Drill drill) throws Exception {
        Path data = Files.createTempDirectory("slipway-chaos-" + drill.name()).toRealPath();
        Map<String, String> wanted = drill.prepare(data);
        Score score;
        try {
            score = run(drill, data, wanted);
        } finally {
            drill.leave(data);
        }
        if (score.violations().isEmpty()) {
            clear(data);
        }
        return score;
    }

    /** All clients come from one address, and make as many shares as they can. */
    static Map<String, String> settings(Path data, int port) {
        return Map.of(
                "SLIPWAY_DATA",
                data.toString(),
                "SLIPWAY_PORT",
                String.valueOf(port),
                "SLIPWAY_SWEEP_EVERY",
                "1s",
                "SLIPWAY_CREATE_RATE",
                "off");
    }

    private Score run(Drill drill, Path data, Map<String, String> wanted) throws Exception {
        Map<String, String> settings = new HashMap<>(settings(data, port()));
        settings.putAll(wanted);
        LocalCluster cluster = LocalCluster.start(ConfigLoader.load(settings), nodes);
        Thread stop = new Thread(() -> stop(cluster), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            long began = millis();
            Duration length =
                    Duration.ofMillis((long) (minutes * Duration.ofMinutes(1).toMillis()));
            Arena arena = new Arena(cluster, data, new History(ChaosCommand::millis), seed, length, full);
            drill.run(arena);
            long seconds = (millis() - began) / 1_000;
            return Score.of(drill, Version.number(), nodes, seed, seconds, arena, arena.violations(drill.rules()));
        } finally {
            stop(cluster);
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    private static void stop(LocalCluster cluster) {
        try {
            cluster.stop(STOP_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** One with room for the nodes' above it, below those of outgoing connections. */
    static int port() throws IOException {
        SplittableRandom random = new SplittableRandom();
        while (true) {
            try (ServerSocket probe =
                    new ServerSocket(random.nextInt(LOWEST_PORT, BEYOND_PORTS - PORTS_OF_A_CLUSTER))) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // another one, then
            }
        }
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
