package io.slipway.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** piping-server, which passes a PUT on to a GET, on Node.js. */
final class PipingPeer implements AutoCloseable {
    static final String NAME = "piping-server";

    private static final String SCRIPT = "node_modules/piping-server/dist/src/index.js";

    final PeerProcess process;

    private PipingPeer(PeerProcess process) {
        this.process = process;
    }

    /** @param site whose peers may have it. Empty if they don't */
    static Optional<PipingPeer> start(Site site) throws IOException, InterruptedException {
        Path script = site.plan.peers().resolve(SCRIPT).toAbsolutePath();
        if (!Files.isRegularFile(script)) {
            return Optional.empty();
        }
        int port = BenchNode.freePort();
        return PeerProcess.start(
                        port,
                        List.of("node", script.toString(), "--http-port=" + port),
                        site.folder.resolve("piping.log"),
                        List.of("GET", "/version"))
                .map(PipingPeer::new);
    }

    ProcessMeter meter() {
        return process.meter();
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
