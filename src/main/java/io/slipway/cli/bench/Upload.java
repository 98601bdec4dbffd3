package io.slipway.cli.bench;

import java.util.List;
import java.util.Optional;

/** One large file goes up. */
final class Upload {
    private Upload() {}

    static Report.Findings run(Site site) throws Exception {
        SourceFile source = site.source;
        NodeClient client = site.client();
        KafkaLimit kafka = site.kafka();
        Scenario scenario = new Scenario("upload", Unit.THROUGHPUT)
                .with(new Rival(Who.PRODUCER, site.rawMeter(), () -> kafka.produce(source, source.size)))
                .with(new Rival(Who.FED, site.rawMeter(), () -> {
                    try (Inlet inlet = new Inlet(source, source.size)) {
                        return kafka.produce(inlet, source.size);
                    }
                }))
                .with(new Rival(Who.OPEN, site.node().meter(), () -> {
                    long started = System.nanoTime();
                    client.uploadOpen(source);
                    return Rival.Work.since(started, source.size);
                }))
                .with(sealed(site));
        Optional<DavPeer> nginx = site.nginx();
        if (nginx.isPresent()) {
            scenario.with(
                    new Rival(Who.NGINX, nginx.get().meter(), () -> nginx.get().upload("/upload.bin", source)));
        }
        Optional<TusPeer> tus = site.tus();
        if (tus.isPresent()) {
            scenario.with(new Rival(Who.TUS, tus.get().meter(), () -> {
                long started = System.nanoTime();
                tus.get().upload(source);
                return Rival.Work.since(started, source.size);
            }));
        }
        scenario.run(site.plan.warmUpsOfUploads(), site.rounds);
        return new Report.Findings(
                List.of(scenario),
                List.of(
                        ratio(scenario, "upload, open / raw producer", Who.OPEN, Who.PRODUCER, "≥ 0.95 (first 0.8)"),
                        ratio(
                                scenario,
                                "upload, sealed / raw producer",
                                Who.SEALED,
                                Who.PRODUCER,
                                "≥ 0.95 (first 0.8)"),
                        ratio(scenario, "upload, open / fed producer", Who.OPEN, Who.FED, ""),
                        ratio(scenario, "upload, sealed / fed producer", Who.SEALED, Who.FED, ""),
                        ratio(scenario, "upload, sealed / @tus/server", Who.SEALED, Who.TUS, "≥ 1")));
    }

    private static Rival sealed(Site site) throws Exception {
        NodeClient client = site.client();
        NodeClient.Sealed[] announced = new NodeClient.Sealed[1];
        return new Rival(
                        Who.SEALED,
                        site.node().meter(),
                        () -> client.sendChunks(announced[0], site.source, Site.CONNECTIONS))
                .preparedBy(() -> announced[0] = client.create(site.source.size));
    }

    private static Report.Ratio ratio(Scenario scenario, String what, String who, String to, String goal) {
        return new Report.Ratio(what, scenario.ratio(who, to, Sample::megabytesPerSecond), goal);
    }
}
