package io.slipway.cli.bench;

import io.slipway.seal.Slp1;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Single chunks at random places, one after another over one connection: what a seek in a film costs. Nothing is hot. */
final class SingleChunks {
    private static final int COUNT = 200;

    private final Site site;
    private NodeClient.Sealed sealed;
    private String open;

    private SingleChunks(Site site) {
        this.site = site;
    }

    static Report.Findings run(Site site) throws Exception {
        return new SingleChunks(site).measure();
    }

    private Report.Findings measure() throws Exception {
        SourceFile source = site.source;
        NodeClient client = site.client();
        KafkaLimit kafka = site.kafka();
        RangePlan chunks = RangePlan.once(source, source.size, Slp1.SEALED_CHUNK_BYTES, COUNT, Site.SEED);
        RangePlan mebibytes = RangePlan.once(source, source.size, Slp1.CHUNK_BYTES, COUNT, Site.SEED);
        Scenario scenario = new Scenario("single chunks", Unit.RATE)
                .with(new Rival(Who.SINGLE, site.rawMeter(), () -> kafka.fetchSingles(mebibytes, 1))
                        .preparedBy(() -> kafka.produce(source, source.size)))
                .with(new Rival(
                                Who.SEALED,
                                site.node().meter(),
                                () -> Ranges.fetch(client.url, sealed.path(), sealed.reader(), chunks, 1))
                        .preparedBy(() -> sealed = client.uploadSealed(source, source.size, Site.CONNECTIONS)))
                .with(new Rival(
                                Who.OPEN,
                                site.node().meter(),
                                () -> Ranges.fetch(client.url, open, NodeClient.ANYTHING, mebibytes, 1))
                        .preparedBy(() -> open = client.uploadOpen(source)));
        Optional<DavPeer> nginx = site.nginx();
        if (nginx.isPresent()) {
            DavPeer peer = nginx.get();
            String path = "/single.bin";
            try (HttpClientSocket http = new HttpClientSocket(peer.process.url)) {
                peer.put(http, path, source, 0, source.size);
            }
            scenario.with(new Rival(
                    Who.NGINX, peer.meter(), () -> Ranges.fetch(peer.process.url, path, Map.of(), mebibytes, 1)));
        }
        scenario.run(site.plan.warmUps(1), site.rounds);
        return new Report.Findings(
                List.of(scenario),
                List.of(
                        ratio(scenario, "single sealed chunk p50 / raw fetch p50", Who.SEALED),
                        ratio(scenario, "single open chunk p50 / raw fetch p50", Who.OPEN)));
    }

    private static Report.Ratio ratio(Scenario scenario, String what, String who) {
        return new Report.Ratio(what, scenario.ratio(who, Who.SINGLE, Sample::p50), "≤ 3");
    }
}
