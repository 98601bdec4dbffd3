package io.slipway.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The signalling server of PeerJS, on Node.js. */
final class PeerJsPeer implements AutoCloseable {
    static final String NAME = "peerjs-server";

    private static final String SCRIPT = "node_modules/peer/dist/bin/peerjs.js";
    private static final int CLIENTS = 20_000;

    final PeerProcess process;

    private PeerJsPeer(PeerProcess process) {
        this.process = process;
    }

    /** @param site whose peers may have it. Empty if they don't */
    static Optional<PeerJsPeer> start(Site site) throws IOException, InterruptedException {
        Path script = site.plan.peers().resolve(SCRIPT).toAbsolutePath();
        if (!Files.isRegularFile(script)) {
            return Optional.empty();
        }
        int port = BenchNode.freePort();
        return PeerProcess.start(
                        port,
                        List.of(
                                "node",
                                script.toString(),
                                "--host=127.0.0.1",
                                "--port=" + port,
                                "--concurrent_limit=" + CLIENTS),
                        site.folder.resolve("peerjs.log"),
                        List.of("GET", "/"))
                .map(PeerJsPeer::new);
    }

    ProcessMeter meter() {
        return process.meter();
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
