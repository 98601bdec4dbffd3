package io.slipway.cli.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** piping-server, which passes a PUT on to a GET, on Node.js. */
final class PipingPeer {
    static final String NAME = "piping-server";

    private static final String SCRIPT = "node_modules/piping-server/dist/src/index.js";

    private PipingPeer() {}

    /** @param site whose peers may have it. Empty if they don't */
    static Optional<PeerProcess> start(Site site) throws IOException, InterruptedException {
        return PeerProcess.ofNpm(site, SCRIPT, port -> List.of("--http-port=" + port), List.of("GET", "/version"));
    }
}
