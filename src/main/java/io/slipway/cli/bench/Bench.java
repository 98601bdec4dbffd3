package io.slipway.cli.bench;

import io.slipway.node.embedded.KafkaAddress;
import io.slipway.seal.Randomness;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One whole run: the node and its rivals side by side, on one machine, at one time. */
final class Bench {
    private static final int CONNECTIONS = 4;
    private static final int RANGES = 200;
    private static final int WARM_UP_FILES = 2_000;
    private static final long SEED = 20261121;
    private static final String OPEN = "slipway, open (curl -T)";
    private static final String SEALED = "slipway, sealed chunks";
    private static final String PRODUCER = "raw Kafka producer (limit)";
    private static final String CONSUMER = "raw Kafka consumer (limit)";
    private static final String SINGLE = "raw single-record fetch (limit)";
    private static final String NGINX = "nginx (limit)";
    private static final String TUS = "@tus/server";

    private final Path folder;
    private final Path peers;
    private final long size;
    private final int rounds;

    /**
     * @param folder an empty one for all that is written
     * @param peers where {@code npm install @tus/server @tus/file-store} was run
     * @param size of the file that goes up and down, bytes
     * @param rounds that count, ≥ 1
     */
    Bench(Path folder, Path peers, long size, int rounds) {
        this.folder = folder;
        this.peers = peers;
        this.size = size;
        this.rounds = rounds;
    }

    Report run() throws Exception {
        Randomness randomness = Randomness.of(new SecureRandom());
        Optional<NginxPeer> nginx = NginxPeer.start(folder);
        Optional<TusPeer> tus = TusPeer.start(peers, folder);
        try (SourceFile source = SourceFile.make(folder.resolve("source"), size, SEED);
                BenchNode node = new BenchNode(folder.resolve("data"));
                KafkaLimit kafka = new KafkaLimit(KafkaAddress.ofRunning(node.data))) {
            NodeClient client = new NodeClient(node.url, randomness);
            client.warmUp(source, WARM_UP_FILES);
            Scenario upload = upload(source, node, client, kafka, nginx, tus).run(rounds);
            Scenario download = download(source, node, client, kafka, nginx, tus);
            Scenario ranges = ranges(source, node, client, kafka, nginx);
            String setting = String.format(
                    Locale.ROOT,
                    "%d MiB, %d rounds after a warm-up of one round and %d small files, %d cores, Java %s; node with 256 MiB heap and 128 MiB direct memory,"
                            + " ready after %.1f s; CPU and memory of the node are with its broker and its Redis.",
                    size >> 20,
                    rounds,
                    WARM_UP_FILES,
                    Runtime.getRuntime().availableProcessors(),
                    System.getProperty("java.version"),
                    node.secondsToReady);
            return new Report(setting, List.of(upload, download, ranges), ratios(upload, download, ranges));
        } finally {
            if (nginx.isPresent()) {
                nginx.get().close();
            }
            if (tus.isPresent()) {
                tus.get().close();
            }
        }
    }

    private Scenario upload(
            SourceFile source,
            BenchNode node,
            NodeClient client,
            KafkaLimit kafka,
            Optional<NginxPeer> nginx,
            Optional<TusPeer> tus) {
        ProcessMeter self = ProcessMeter.one(ProcessHandle.current().pid());
        Scenario scenario = new Scenario("upload")
                .with(new Rival(PRODUCER, node.brokerMeter().and(self), () -> kafka.produce(source)))
                .with(new Rival(OPEN, node.meter(), () -> {
                    long started = System.nanoTime();
                    client.uploadOpen(source);
                    return Rival.Work.since(started, source.size);
                }))
                .with(new Rival(SEALED, node.meter(), () -> client.uploadSealed(source, CONNECTIONS)));
        nginx.ifPresent(peer -> scenario.with(new Rival(NGINX, peer.meter(), () -> putNginx(peer.url, source))));
        tus.ifPresent(peer -> scenario.with(new Rival(TUS, peer.meter(), () -> {
            long started = System.nanoTime();
            peer.upload(source);
            return Rival.Work.since(started, source.size);
        })));
        return scenario;
    }

    private static Rival.Work putNginx(URI url, SourceFile source) throws IOException {
        long started = System.nanoTime();
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            HttpClientSocket.Answer answer = http.send("PUT", "/bench.bin", Map.of(), source.channel, 0, source.size);
            if (answer.status() != 201 && answer.status() != 204) {
                throw new IOException("nginx answered " + answer.status());
            }
        }
        return Rival.Work.since(started, source.size);
    }

    private Scenario download(
            SourceFile source,
            BenchNode node,
            NodeClient client,
            KafkaLimit kafka,
            Optional<NginxPeer> nginx,
            Optional<TusPeer> tus)
            throws Exception {
        ProcessMeter self = ProcessMeter.one(ProcessHandle.current().pid());
        String open = client.uploadOpen(source);
        NodeClient.Sealed sealed = client.create(source.size);
        client.sendChunks(sealed, source, CONNECTIONS);
        long sealedCrc = source.crc(0, sealed.sealedSize());
        kafka.produce(source);
        Scenario scenario = new Scenario("download")
                .with(new Rival(CONSUMER, node.brokerMeter().and(self), () -> kafka.consume(source)))
                .with(new Rival(OPEN, node.meter(), () -> client.downloadOpen(open, source)))
                .with(new Rival(SEALED, node.meter(), () -> client.downloadSealed(sealed, source, sealedCrc)));
        nginx.ifPresent(peer -> scenario.with(new Rival(NGINX, peer.meter(), () -> {
            long started = System.nanoTime();
            try (HttpClientSocket http = new HttpClientSocket(peer.url)) {
                return NodeClient.check(
                        http.send("GET", "/bench.bin", Map.of(), "").expect(200), source, started);
            }
        })));
        if (tus.isPresent()) {
            String path = tus.get().upload(source);
            scenario.with(new Rival(TUS, tus.get().meter(), () -> tus.get().download(path, source)));
        }
        return scenario.run(rounds);
    }

    private Scenario ranges(
            SourceFile source, BenchNode node, NodeClient client, KafkaLimit kafka, Optional<NginxPeer> nginx)
            throws Exception {
        ProcessMeter self = ProcessMeter.one(ProcessHandle.current().pid());
        NodeClient.Sealed sealed = client.create(source.size);
        client.sendChunks(sealed, source, CONNECTIONS);
        String open = client.uploadOpen(source);
        kafka.produce(source);
        NodeClient.RangePlan chunk = new NodeClient.RangePlan(
                RANGES, Sizes.chunks(sealed.size()), Slp1.SEALED_CHUNK_BYTES, Slp1.SEALED_CHUNK_BYTES);
        NodeClient.RangePlan mebibyte =
                new NodeClient.RangePlan(RANGES, source.size / Slp1.CHUNK_BYTES, Slp1.CHUNK_BYTES, Slp1.CHUNK_BYTES);
        Scenario scenario = new Scenario("single chunks")
                .with(new Rival(SINGLE, node.brokerMeter().and(self), () -> kafka.fetchSingles(source, RANGES, SEED)))
                .with(new Rival(
                        SEALED,
                        node.meter(),
                        () -> NodeClient.ranges(node.url, sealed.sealedPath(), sealed.reader(), source, chunk, SEED)))
                .with(new Rival(
                        OPEN,
                        node.meter(),
                        () -> NodeClient.ranges(node.url, open, Map.of("Accept", "*/*"), source, mebibyte, SEED)));
        nginx.ifPresent(peer -> scenario.with(new Rival(
                NGINX,
                peer.meter(),
                () -> NodeClient.ranges(peer.url, "/bench.bin", Map.of(), source, mebibyte, SEED))));
        return scenario.run(rounds);
    }

    private static List<Report.Ratio> ratios(Scenario upload, Scenario download, Scenario ranges) {
        return List.of(
                new Report.Ratio(
                        "upload, open / raw producer",
                        upload.ratio(OPEN, PRODUCER, Sample::megabytesPerSecond),
                        "≥ 0.8"),
                new Report.Ratio(
                        "upload, sealed / raw producer",
                        upload.ratio(SEALED, PRODUCER, Sample::megabytesPerSecond),
                        "≥ 0.8"),
                new Report.Ratio(
                        "download, open / raw consumer",
                        download.ratio(OPEN, CONSUMER, Sample::megabytesPerSecond),
                        "≥ 0.6"),
                new Report.Ratio(
                        "download, sealed / raw consumer",
                        download.ratio(SEALED, CONSUMER, Sample::megabytesPerSecond),
                        "≥ 0.6"),
                new Report.Ratio(
                        "single sealed chunk p50 / raw fetch p50",
                        ranges.ratio(SEALED, SINGLE, sample -> sample.latency(0.5)),
                        "≤ 3"),
                new Report.Ratio(
                        "single open chunk p50 / raw fetch p50",
                        ranges.ratio(OPEN, SINGLE, sample -> sample.latency(0.5)),
                        "≤ 3"));
    }

    /** Deletes what a run has left. */
    static void clear(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
