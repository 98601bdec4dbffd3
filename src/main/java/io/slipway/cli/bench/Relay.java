package io.slipway.cli.bench;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One large file goes from one client to another, and nothing of it is kept: at one node, and from one node to another. */
final class Relay {
    private static final String SAME = "slipway, one node (/live)";
    private static final String ACROSS = "slipway, two nodes (/live)";
    private static final int ROOM_FOR_ANSWER_SECONDS = 600;

    private final SourceFile source;
    private int number;

    private Relay(SourceFile source) {
        this.source = source;
    }

    static Report.Findings run(Site site) throws Exception {
        Relay relay = new Relay(site.source);
        try (BenchCluster cluster = new BenchCluster(site.folder.resolve("cluster"))) {
            URI first = cluster.nodes.get(0);
            URI second = cluster.nodes.get(1);
            Scenario scenario = new Scenario("live relay", Unit.THROUGHPUT)
                    .with(new Rival(SAME, cluster.meter(), () -> relay.pass(first, first, "/live/")))
                    .with(new Rival(ACROSS, cluster.meter(), () -> relay.pass(first, second, "/live/")));
            Optional<PeerProcess> piping = site.piping();
            if (piping.isPresent()) {
                URI url = piping.get().url;
                scenario.with(new Rival(PipingPeer.NAME, piping.get().meter(), () -> relay.pass(url, url, "/")));
            }
            scenario.run(site.plan.warmUpsOfUploads(), site.rounds);
            return new Report.Findings(
                    List.of(scenario),
                    List.of(
                            ratio(scenario, "live relay, one node / piping-server", SAME, PipingPeer.NAME, "≥ 1.2"),
                            ratio(scenario, "live relay, two nodes / one node", ACROSS, SAME, "≥ 0.7"),
                            cost(scenario, "live relay, one node, CPU s/GiB", SAME, "≤ 1"),
                            cost(scenario, "live relay, two nodes, CPU s/GiB", ACROSS, "≤ 3")));
        }
    }

    /** The receiver comes first, so that the sender's first byte finds it there. */
    private Rival.Work pass(URI from, URI to, String folder) throws Exception {
        String path = folder + "bench" + ++number;
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (HttpClientSocket sender = new HttpClientSocket(from);
                HttpClientSocket receiver = new HttpClientSocket(to)) {
            Future<HttpClientSocket.Answer> got = beside.submit(() -> receiver.send("GET", path, Map.of(), ""));
            long started = System.nanoTime();
            sender.send("PUT", path, Map.of(), source.channel, 0, source.size).expect(200);
            return source.check(
                    got.get(ROOM_FOR_ANSWER_SECONDS, TimeUnit.SECONDS).expect(200), started);
        } finally {
            beside.shutdownNow();
        }
    }

    private static Report.Ratio ratio(Scenario scenario, String what, String who, String to, String goal) {
        return new Report.Ratio(what, scenario.ratio(who, to, Sample::megabytesPerSecond), goal);
    }

    private static Report.Ratio cost(Scenario scenario, String what, String who, String goal) {
        return new Report.Ratio(what, scenario.median(who, Sample::cpuSecondsPerGibibyte), goal);
    }
}
