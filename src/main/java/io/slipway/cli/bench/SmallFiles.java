package io.slipway.cli.bench;

import io.slipway.seal.Sizes;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** {@value #FILES} files of 64 KiB, {@value #CONNECTIONS} connections at once, up and down again, each read once. */
final class SmallFiles {
    static final int BYTES = 1 << 16;

    private static final int FILES = 200;
    private static final int CONNECTIONS = 16;
    /** A run is over in less than a second: the compilers would still be at work on what many at once do. */
    private static final int MAX_WARM_UPS = 6;
    /** From one file's bytes to the next one's in the source: room for a sealed file. */
    private static final int STRIDE = 1 << 17;

    private final Site site;
    private final Scenario up = new Scenario("200 × 64 KiB up", Unit.RATE);
    private final Scenario down = new Scenario("200 × 64 KiB down", Unit.RATE);

    private SmallFiles(Site site) {
        this.site = site;
    }

    /** Puts a file somewhere. */
    @FunctionalInterface
    private interface Put<T> {
        /** @param from where its bytes begin in the source. @return where it is */
        T put(HttpClientSocket http, int number, long from) throws IOException;
    }

    /** Gets it back. */
    @FunctionalInterface
    private interface Get<T> {
        HttpClientSocket.Answer get(HttpClientSocket http, T place) throws IOException;
    }

    static Report.Findings run(Site site) throws Exception {
        SmallFiles files = new SmallFiles(site);
        files.node();
        files.peers();
        int warmUps = site.plan.warmUps(Math.min(MAX_WARM_UPS, Math.max(1, site.plan.warmUpFiles() / FILES)));
        files.up.run(warmUps, site.rounds);
        files.down.run(warmUps, site.rounds);
        return new Report.Findings(List.of(files.up, files.down), files.ratios());
    }

    private void node() throws Exception {
        NodeClient client = site.client();
        ProcessMeter meter = site.node().meter();
        compete(
                Who.OPEN,
                meter,
                client.url,
                BYTES,
                (http, n, from) -> client.putOpen(http, site.source, from, BYTES),
                (http, link) -> http.send("GET", link, NodeClient.ANYTHING, "").expect(200));
        compete(
                Who.SEALED,
                meter,
                client.url,
                (int) Sizes.sealed(BYTES),
                (http, n, from) -> client.putSealed(http, BYTES, site.source, from),
                (http, file) -> http.send("GET", file.path(), file.reader(), "").expect(200));
    }

    private void peers() throws Exception {
        for (Optional<DavPeer> found : List.of(site.nginx(), site.rclone())) {
            if (found.isPresent()) {
                DavPeer peer = found.get();
                compete(
                        peer.name,
                        peer.meter(),
                        peer.process.url,
                        BYTES,
                        (http, n, from) -> {
                            String path = "/small-" + n + ".bin";
                            peer.put(http, path, site.source, from, BYTES);
                            return path;
                        },
                        peer::get);
            }
        }
        Optional<TusPeer> tus = site.tus();
        if (tus.isPresent()) {
            TusPeer peer = tus.get();
            compete(
                    Who.TUS,
                    peer.meter(),
                    peer.process.url,
                    BYTES,
                    (http, n, from) -> peer.upload(http, site.source, from, BYTES),
                    peer::get);
        }
    }

    /** @param length of what comes back, bytes */
    private <T> void compete(String name, ProcessMeter meter, URI server, int length, Put<T> put, Get<T> get)
            throws IOException {
        Object[] places = new Object[FILES];
        long[] crcs = new long[FILES];
        for (int n = 0; n < FILES; n++) {
            crcs[n] = site.source.crc(from(n), length);
        }
        Rival.Run upload = () -> Crew.talk(server, CONNECTIONS, FILES, (http, n) -> {
            places[n] = put.put(http, n, from(n));
            return BYTES;
        });
        up.with(new Rival(name, meter, upload));
        down.with(new Rival(
                        name,
                        meter,
                        () -> Crew.talk(server, CONNECTIONS, FILES, (http, n) -> {
                            @SuppressWarnings("unchecked")
                            T place = (T) places[n];
                            return get.get(http, place).expect(length, crcs[n]);
                        }))
                .preparedBy(upload::run));
    }

    private long from(int n) {
        return (long) n * STRIDE % (site.source.size - STRIDE);
    }

    private List<Report.Ratio> ratios() {
        return List.of(
                ratio(up, Who.OPEN, Who.TUS),
                ratio(up, Who.OPEN, Who.RCLONE),
                ratio(up, Who.SEALED, Who.TUS),
                ratio(up, Who.SEALED, Who.RCLONE),
                ratio(down, Who.OPEN, Who.TUS),
                ratio(down, Who.OPEN, Who.RCLONE),
                ratio(down, Who.SEALED, Who.TUS),
                ratio(down, Who.SEALED, Who.RCLONE));
    }

    private static Report.Ratio ratio(Scenario scenario, String who, String to) {
        return new Report.Ratio(
                scenario.name + ", " + who + " / " + to, scenario.ratio(who, to, Sample::operationsPerSecond), "≥ 1");
    }
}
