package io.slipway.cli.bench;

import io.slipway.seal.Slp1;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ranges of 1 MiB of one large file, {@value Site#CONNECTIONS} connections at once. Hot ranges were all fetched before; of a
 * cold file, which is another one in each round, none was, and none is fetched twice.
 */
final class Ranges {
    /** A larger file has no more to tell. */
    private static final long MOST_BYTES = 256L << 20;

    private static final int HOT = 1_000;
    private static final int COLD = 250;
    private static final int HEATING = 3;

    private final Site site;
    private final long size;
    private NodeClient.Sealed cold;

    private Ranges(Site site) {
        this.site = site;
        this.size = Math.min(MOST_BYTES, site.source.size);
    }

    static Report.Findings run(Site site) throws Exception {
        return new Ranges(site).measure();
    }

    private Report.Findings measure() throws Exception {
        NodeClient client = site.client();
        KafkaLimit kafka = site.kafka();
        int chunk = Slp1.SEALED_CHUNK_BYTES;
        RangePlan once = RangePlan.once(site.source, size, chunk, COLD, Site.SEED);
        RangePlan often = new RangePlan(site.source, size, chunk, HOT, Site.SEED);
        RangePlan records = RangePlan.once(site.source, size, KafkaLimit.RECORD, COLD, Site.SEED);
        NodeClient.Sealed hot = client.uploadSealed(site.source, size, Site.CONNECTIONS);
        for (int i = 0; i < HEATING; i++) {
            client.downloadSealed(hot, site.source.crc(0, hot.sealedSize()));
        }
        Scenario cold = new Scenario("ranges, cold", Unit.RATE)
                .with(new Rival(Who.SINGLE, site.rawMeter(), () -> kafka.fetchSingles(records, Site.CONNECTIONS))
                        .preparedBy(() -> kafka.produce(site.source, size)))
                .with(new Rival(Who.COLD, site.node().meter(), () -> fetch(client, this.cold, once))
                        .preparedBy(() -> this.cold = client.uploadSealed(site.source, size, Site.CONNECTIONS)))
                .run(site.plan.warmUps(1), site.rounds);
        Scenario warm = new Scenario("ranges, hot", Unit.RATE)
                .with(new Rival(Who.HOT, site.node().meter(), () -> fetch(client, hot, often)));
        for (Optional<DavPeer> peer : List.of(site.nginx(), site.rclone())) {
            if (peer.isPresent()) {
                warm.with(rival(peer.get()));
            }
        }
        warm.run(site.plan.warmUps(1), site.rounds);
        return new Report.Findings(List.of(cold, warm), ratios(cold, warm));
    }

    private Rival rival(DavPeer peer) throws Exception {
        String path = "/ranges.bin";
        try (HttpClientSocket http = new HttpClientSocket(peer.process.url)) {
            peer.put(http, path, site.source, 0, size);
        }
        RangePlan plan = new RangePlan(site.source, size, Slp1.CHUNK_BYTES, HOT, Site.SEED);
        return new Rival(
                peer.name, peer.meter(), () -> fetch(peer.process.url, path, Map.of(), plan, Site.CONNECTIONS));
    }

    private static Rival.Work fetch(NodeClient client, NodeClient.Sealed sealed, RangePlan plan) throws Exception {
        return fetch(client.url, sealed.path(), sealed.reader(), plan, Site.CONNECTIONS);
    }

    /** Fetches all ranges of a plan and checks them. */
    static Rival.Work fetch(URI server, String path, Map<String, String> headers, RangePlan plan, int connections)
            throws Exception {
        return Crew.talk(server, connections, plan.count(), (http, n) -> {
            Map<String, String> all = new HashMap<>(headers);
            all.put("Range", plan.header(n));
            return http.send("GET", path, all, "").expect(206).expect(plan.length(), plan.crc(n));
        });
    }

    private static List<Report.Ratio> ratios(Scenario cold, Scenario hot) {
        return List.of(
                new Report.Ratio(
                        "ranges, hot, sealed per s / nginx",
                        hot.ratio(Who.HOT, Who.NGINX, Sample::operationsPerSecond),
                        "≥ 0.9"),
                new Report.Ratio(
                        "ranges, hot, sealed per s / rclone",
                        hot.ratio(Who.HOT, Who.RCLONE, Sample::operationsPerSecond),
                        "≥ 1"),
                new Report.Ratio("ranges, hot, sealed p99, ms", hot.median(Who.HOT, Sample::p99), ""),
                new Report.Ratio("ranges, cold, sealed p99, ms", cold.median(Who.COLD, Sample::p99), "≤ 15"),
                new Report.Ratio(
                        "ranges, cold, sealed p99 / raw fetch p99", cold.ratio(Who.COLD, Who.SINGLE, Sample::p99), ""));
    }
}
