package io.slipway.cli.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The signalling server of PeerJS, on Node.js. */
final class PeerJsPeer {
    static final String NAME = "peerjs-server";

    private static final String SCRIPT = "node_modules/peer/dist/bin/peerjs.js";
    private static final int CLIENTS = 20_000;

    private PeerJsPeer() {}

    /** @param site whose peers may have it. Empty if they don't */
    static Optional<PeerProcess> start(Site site) throws IOException, InterruptedException {
        return PeerProcess.ofNpm(
                site,
                SCRIPT,
                port -> List.of("--host=127.0.0.1", "--port=" + port, "--concurrent_limit=" + CLIENTS),
                List.of("GET", "/"));
    }
}
