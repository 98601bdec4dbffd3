package io.slipway.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Seconds from the start of the process until it says that it is ready. */
final class Start {
    private static final String FIRST = "slipway, nothing there yet";
    private static final String NODE_KILLED = "slipway, after kill -9 of the node";
    private static final String ALL_KILLED = "slipway, after kill -9 of node, broker and Redis";
    private static final int FILES = 50;
    private static final int FILE_BYTES = 1 << 16;

    private final Site site;
    private int folders;
    private BenchNode node;
    private List<String> links = List.of();

    private Start(Site site) {
        this.site = site;
    }

    static Report.Findings run(Site site) throws Exception {
        Start start = new Start(site);
        Scenario scenario = new Scenario("start", Unit.TIME)
                .with(start.rival(FIRST).preparedBy(start::forget))
                .with(start.rival(NODE_KILLED).preparedBy(() -> start.killed(false)))
                .with(start.rival(ALL_KILLED).preparedBy(() -> start.killed(true)))
                .run(0, site.rounds);
        return new Report.Findings(
                List.of(scenario),
                List.of(
                        new Report.Ratio("start, first, s", scenario.median(FIRST, Sample::seconds), "≤ 6"),
                        new Report.Ratio("start, node killed, s", scenario.median(NODE_KILLED, Sample::seconds), "≤ 8"),
                        new Report.Ratio("start, all killed, s", scenario.median(ALL_KILLED, Sample::seconds), "≤ 8")));
    }

    private Rival rival(String name) {
        ProcessMeter meter =
                new ProcessMeter(() -> node == null ? List.of() : node.meter().pids());
        return new Rival(name, meter, this::start).followedBy(this::end);
    }

    private void forget() {
        folders++;
        links = List.of();
    }

    private Path folder() {
        return site.folder.resolve("start-" + folders);
    }

    /** A node that had some files and was killed. */
    private void killed(boolean whole) throws Exception {
        forget();
        BenchNode victim = new BenchNode(folder());
        NodeClient client = new NodeClient(victim.url, site.randomness);
        links = new ArrayList<>();
        try (HttpClientSocket http = client.connect()) {
            for (int i = 0; i < FILES; i++) {
                links.add(client.putOpen(http, site.source, (long) i * FILE_BYTES, FILE_BYTES));
            }
        }
        victim.kill(whole);
    }

    private Rival.Work start() throws Exception {
        node = new BenchNode(folder());
        return new Rival.Work(0, node.secondsToReady, new double[0]);
    }

    /** Whoever comes back comes back with everything. */
    private void end() throws Exception {
        if (node == null) {
            return;
        }
        try (HttpClientSocket http = new HttpClientSocket(node.url)) {
            for (int i = 0; i < links.size(); i++) {
                http.send("GET", links.get(i), NodeClient.ANYTHING, "")
                        .expect(200)
                        .expect(FILE_BYTES, site.source.crc((long) i * FILE_BYTES, FILE_BYTES));
            }
        } catch (IOException lost) {
            throw new IOException("a file that was acknowledged did not come back: " + lost.getMessage(), lost);
        } finally {
            node.close();
            node = null;
        }
    }
}
