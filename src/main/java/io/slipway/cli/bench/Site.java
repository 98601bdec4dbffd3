package io.slipway.cli.bench;

import io.slipway.node.embedded.KafkaAddress;
import io.slipway.seal.Randomness;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that trials share: the source, the peers that are installed, and a node that is started and warmed up when first wanted. */
final class Site implements AutoCloseable {
    /** Connections of one who moves a large file in pieces. */
    static final int CONNECTIONS = 4;

    static final long SEED = 20261121;

    /**
     * How a run is made.
     *
     * @param warmUpFiles small files that go up and down before the node is measured
     * @param warmUpBytes how much each rival uploads before uploads are measured: a Java program is compiled as it runs, and is
     *     not done with it sooner
     */
    record Plan(Path peers, long size, int rounds, int warmUpFiles, long warmUpBytes) {
        /** @return rounds that don't count: the given number, or none where nothing shall warm up */
        int warmUps(int usual) {
            return warmUpFiles == 0 && warmUpBytes == 0 ? 0 : usual;
        }

        /** Those of uploads. */
        int warmUpsOfUploads() {
            return warmUps((int) Math.max(1, (warmUpBytes + size - 1) / size));
        }
    }

    final Path folder;
    final Plan plan;
    final int rounds;
    final SourceFile source;
    final ProcessMeter self = ProcessMeter.one(ProcessHandle.current().pid());
    final Randomness randomness = Randomness.of(new SecureRandom());
    final List<String> missing = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Optional<DavPeer> nginx;
    private Optional<DavPeer> rclone;
    private Optional<TusPeer> tus;
    private BenchNode node;
    private NodeClient client;
    private KafkaLimit kafka;

    /** @param folder an empty one for all that is written */
    Site(Path folder, Plan plan) throws IOException {
        this.folder = folder;
        this.plan = plan;
        this.rounds = plan.rounds();
        this.source = opened(SourceFile.make(folder.resolve("source"), plan.size(), SEED));
    }

    @CanIgnoreReturnValue
    private <T extends AutoCloseable> T opened(T one) {
        open.add(0, one);
        return one;
    }

    private <T extends AutoCloseable> Optional<T> installed(Optional<T> peer, String name, String how) {
        peer.ifPresentOrElse(this::opened, () -> missing.add(name + ": " + how));
        return peer;
    }

    Optional<DavPeer> nginx() throws IOException, InterruptedException {
        if (nginx == null) {
            nginx = installed(NginxPeer.start(folder), Who.NGINX, "no nginx with WebDAV (Debian: nginx-light)");
        }
        return nginx;
    }

    Optional<DavPeer> rclone() throws IOException, InterruptedException {
        if (rclone == null) {
            rclone = installed(RclonePeer.start(folder), Who.RCLONE, "no rclone (Debian: rclone)");
        }
        return rclone;
    }

    Optional<TusPeer> tus() throws IOException, InterruptedException {
        if (tus == null) {
            tus = installed(
                    TusPeer.start(plan.peers(), folder),
                    Who.TUS,
                    "not in " + plan.peers().toAbsolutePath().normalize()
                            + " (npm install @tus/server @tus/file-store; --peers)");
        }
        return tus;
    }

    Optional<PeerProcess> piping() throws IOException, InterruptedException {
        return installed(
                PipingPeer.start(this),
                PipingPeer.NAME,
                "not in " + plan.peers().toAbsolutePath().normalize() + " (npm install piping-server; --peers)");
    }

    Optional<PeerProcess> peerJs() throws IOException, InterruptedException {
        return installed(
                PeerJsPeer.start(this),
                PeerJsPeer.NAME,
                "not in " + plan.peers().toAbsolutePath().normalize() + " (npm install peer; --peers)");
    }

    private void startNode() throws Exception {
        if (node == null) {
            node = opened(new BenchNode(folder.resolve("data")));
            client = new NodeClient(node.url, randomness);
            System.err.printf("  warming up with %d small files%n", plan.warmUpFiles());
            client.warmUp(source, plan.warmUpFiles());
        }
    }

    BenchNode node() throws Exception {
        startNode();
        return node;
    }

    NodeClient client() throws Exception {
        startNode();
        return client;
    }

    /** The node's own broker, for those who do without the node. */
    KafkaLimit kafka() throws Exception {
        if (kafka == null) {
            kafka = opened(new KafkaLimit(KafkaAddress.ofRunning(node().data)));
        }
        return kafka;
    }

    /** The broker and this process, which is its client. */
    ProcessMeter rawMeter() throws Exception {
        return node().brokerMeter().and(self);
    }

    @Override
    public void close() throws Exception {
        Exception failed = null;
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (IOException failure) {
                failed = failure;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
