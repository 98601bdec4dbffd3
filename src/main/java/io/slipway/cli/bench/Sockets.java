package io.slipway.cli.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Two thousand sockets that talk in pairs, and ten thousand of which most are silent, at a node with twice the usual heap. All clients are in
 * this process, on one event loop, which is busy for a tenth of the time.
 */
final class Sockets {
    private static final String NODE = "slipway, signal sockets";
    private static final int TALKING = 2_000;
    private static final int ALL = 10_000;
    /** Files that a process has open besides its sockets. */
    private static final int OTHER_FILES = 500;

    private static final int SECONDS = 10;
    /** Rounds that don't count: compilers are busy for about so long. */
    private static final int WARM_UPS = 3;

    private static final String HEAP = "-Xmx512m";
    private static final double KIB_PER_MIB = 1024;

    private Sockets() {}

    static Report.Findings run(Site site) throws Exception {
        Map<String, String> settings = Map.of("SLIPWAY_TRUSTED_PROXIES", "127.0.0.1");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        try (BenchNode node = new BenchNode(site.folder.resolve("sockets"), settings, List.of(HEAP))) {
            return measure(site, vertx, node);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }

    private static Report.Findings measure(Site site, Vertx vertx, BenchNode node) throws Exception {
        NodeCrowd crowd = new NodeCrowd(vertx, node.url, site.randomness);
        ProcessMeter alone = ProcessMeter.one(node.process.pid());
        // What the first ones bring along isn't theirs.
        crowd.pairs(2);
        double before = alone.residentMebibytes();
        crowd.pairs(TALKING - crowd.size());
        int messages = SECONDS * SocketLoad.PER_SECOND;
        Scenario scenario = new Scenario("2,000 sockets", Unit.MESSAGES)
                .with(new Rival(NODE, node.meter(), () -> SocketLoad.run(vertx, crowd, messages)));
        Optional<PeerProcess> peerJs = site.peerJs();
        if (peerJs.isPresent()) {
            PeerJsCrowd others = new PeerJsCrowd(vertx, peerJs.get().url);
            others.open(TALKING);
            scenario.with(
                    new Rival(PeerJsPeer.NAME, peerJs.get().meter(), () -> SocketLoad.run(vertx, others, messages)));
        }
        Report.Ratio talking = each("sockets, KiB of the node for each of 2,000", before, alone, TALKING);
        scenario.run(site.plan.warmUps(WARM_UPS), site.rounds);
        List<Report.Ratio> ratios = new ArrayList<>(List.of(
                new Report.Ratio("sockets, p99, ms", scenario.median(NODE, Sample::p99), "≤ that of peerjs-server"),
                new Report.Ratio(
                        "sockets, p99 / peerjs-server", scenario.ratio(NODE, PeerJsPeer.NAME, Sample::p99), "≤ 1"),
                talking));
        int files = openFiles();
        if (files < ALL + OTHER_FILES) {
            site.missing.add("10,000 sockets: this process may open " + files + " files (ulimit -n)");
        } else {
            crowd.open(ALL - crowd.size());
            crowd.allAnswer();
            ratios.add(each("sockets, KiB of the node for each of 10,000", before, alone, ALL));
        }
        return new Report.Findings(List.of(scenario), ratios);
    }

    private static Report.Ratio each(String what, double before, ProcessMeter node, int sockets) {
        return new Report.Ratio(what, (node.residentMebibytes() - before) * KIB_PER_MIB / sockets, "≤ 20");
    }

    /** How many files this process, and a node that it starts, may have open at once. */
    private static int openFiles() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String soft = line.substring("Max open files".length()).strip().split("\\s+")[0];
                return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft);
            }
        }
        return Integer.MAX_VALUE;
    }
}
