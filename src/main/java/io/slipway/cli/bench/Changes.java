package io.slipway.cli.bench;

import java.util.ArrayList;
import java.util.List;

/** Shares get other titles: one after another over one connection, and many owners at once, each with a share of its own. */
final class Changes {
    private static final String ONE = "slipway, one after another";
    private static final String SOME = "slipway, 32 owners at once";
    private static final String MANY = "slipway, 64 owners at once";
    private static final int SEQUENTIAL = 300;
    private static final int AT_ONCE = 3_000;
    private static final int OWNERS = 64;

    private final Site site;
    private final List<Owned> shares = new ArrayList<>();

    private Changes(Site site) {
        this.site = site;
    }

    /** A share and how often it was changed; for one at a time. */
    private static final class Owned {
        private final NodeClient.Sealed share;
        /** The title that a share is made with is the first. */
        private int version = 1;

        private Owned(NodeClient.Sealed share) {
            this.share = share;
        }
    }

    static Report.Findings run(Site site) throws Exception {
        return new Changes(site).measure();
    }

    private Report.Findings measure() throws Exception {
        NodeClient client = site.client();
        try (HttpClientSocket http = client.connect()) {
            for (int i = 0; i < OWNERS; i++) {
                shares.add(new Owned(client.putSealed(http, SmallFiles.BYTES, site.source, 0)));
            }
        }
        ProcessMeter meter = site.node().meter();
        Scenario scenario = new Scenario("catalog changes", Unit.RATE)
                .with(new Rival(ONE, meter, () -> change(client, 1, SEQUENTIAL)))
                .with(new Rival(SOME, meter, () -> change(client, OWNERS / 2, AT_ONCE)))
                .with(new Rival(MANY, meter, () -> change(client, OWNERS, AT_ONCE)))
                .run(site.plan.warmUps(1), site.rounds);
        return new Report.Findings(
                List.of(scenario),
                List.of(
                        new Report.Ratio("catalog change p50, ms", scenario.median(ONE, Sample::p50), "≤ 15"),
                        new Report.Ratio(
                                "catalog changes per s, 32 owners",
                                scenario.median(SOME, Sample::operationsPerSecond),
                                "≥ 500 (later 2,500)"),
                        new Report.Ratio(
                                "catalog changes per s, 64 owners",
                                scenario.median(MANY, Sample::operationsPerSecond),
                                "≥ 500 (later 2,500)")));
    }

    private Rival.Work change(NodeClient client, int owners, int changes) throws Exception {
        int[] hired = new int[1];
        return Crew.run(owners, changes, () -> {
            Owned owned = shares.get(hired[0]++);
            HttpClientSocket http = client.connect();
            return new Crew.Member() {
                @Override
                public long work(int number) throws Exception {
                    client.retitle(http, owned.share, ++owned.version);
                    return 0;
                }

                @Override
                public void close() throws Exception {
                    http.close();
                }
            };
        });
    }
}
