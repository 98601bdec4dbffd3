package io.slipway.cli.bench;

import io.slipway.seal.Slp1;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One large file comes down. Cold: it was uploaded just before and nobody has downloaded it yet, so that whatever a node keeps
 * aside of what is wanted often has nothing of it. Hot: it was downloaded {@value #HEATING} times before.
 */
final class Download {
    private static final int HEATING = 3;

    private final Site site;
    private final NodeClient client;
    private final SourceFile source;
    private String open;
    private NodeClient.Sealed sealed;

    private Download(Site site) throws Exception {
        this.site = site;
        this.client = site.client();
        this.source = site.source;
    }

    static Report.Findings cold(Site site) throws Exception {
        Download download = new Download(site);
        KafkaLimit kafka = site.kafka();
        Scenario scenario = new Scenario("download, cold", Unit.THROUGHPUT)
                .with(new Rival(Who.CONSUMER, site.rawMeter(), () -> kafka.consume(site.source))
                        .preparedBy(() -> kafka.produce(site.source, site.source.size)))
                .with(download.open().preparedBy(download::uploadOpen))
                .with(download.sealed().preparedBy(download::uploadSealed))
                .run(site.plan.warmUps(1), site.rounds);
        return new Report.Findings(
                List.of(scenario),
                List.of(
                        ratio(scenario, "download, cold, open / raw consumer", Who.OPEN, Who.CONSUMER),
                        ratio(scenario, "download, cold, sealed / raw consumer", Who.SEALED, Who.CONSUMER)));
    }

    static Report.Findings hot(Site site) throws Exception {
        Download download = new Download(site);
        Scenario scenario = new Scenario("download, hot", Unit.THROUGHPUT)
                .with(download.open())
                .with(download.sealed());
        download.uploadOpen();
        download.uploadSealed();
        for (Rival rival : List.of(download.open(), download.sealed())) {
            for (int i = 0; i < HEATING; i++) {
                rival.sample();
            }
        }
        download.peers(scenario);
        scenario.run(site.plan.warmUps(1), site.rounds);
        List<Report.Ratio> ratios = new ArrayList<>();
        ratios.add(ratio(scenario, "download, hot, sealed / nginx", Who.SEALED, Who.NGINX));
        return new Report.Findings(List.of(scenario), ratios);
    }

    private void peers(Scenario scenario) throws Exception {
        Optional<DavPeer> nginx = site.nginx();
        if (nginx.isPresent()) {
            String path = "/download.bin";
            try (HttpClientSocket http = new HttpClientSocket(nginx.get().process.url)) {
                nginx.get().put(http, path, source, 0, source.size);
            }
            scenario.with(
                    new Rival(Who.NGINX, nginx.get().meter(), () -> nginx.get().download(path, source)));
        }
        Optional<TusPeer> tus = site.tus();
        if (tus.isPresent()) {
            String path = tus.get().upload(source);
            scenario.with(new Rival(Who.TUS, tus.get().meter(), () -> tus.get().download(path, source)));
        }
    }

    private Rival open() throws Exception {
        return new Rival(Who.OPEN, site.node().meter(), () -> client.downloadOpen(open, source));
    }

    private void uploadOpen() throws Exception {
        open = client.uploadOpen(source);
    }

    private Rival sealed() throws Exception {
        long crc = source.crc(0, source.size / Slp1.SEALED_CHUNK_BYTES * Slp1.SEALED_CHUNK_BYTES);
        return new Rival(Who.SEALED, site.node().meter(), () -> client.downloadSealed(sealed, crc));
    }

    private void uploadSealed() throws Exception {
        sealed = client.uploadSealed(source, source.size, Site.CONNECTIONS);
    }

    private static Report.Ratio ratio(Scenario scenario, String what, String who, String to) {
        return new Report.Ratio(what, scenario.ratio(who, to, Sample::megabytesPerSecond), "≥ 0.9 (cold: first 0.6)");
    }
}
