package io.slipway;

import io.slipway.cli.NodeStarter;
import io.slipway.cli.Slipway;
import io.slipway.cli.Version;
import io.slipway.config.NodeConfig;
import io.slipway.node.Node;
import java.net.URI;
import java.time.Duration;

/** The one entry point of the jar: gives the command line front the means to start a node. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Slipway.execute(arguments, System.getenv(), Main::start));
    }

    private static NodeStarter.StartedNode start(NodeConfig config) throws Exception {
        Node node = Node.start(config, Version.number());
        return new NodeStarter.StartedNode() {
            @Override
            public URI url() {
                return node.url();
            }

            @Override
            public void stop(Duration atMost) throws Exception {
                node.stop(atMost);
            }
        };
    }
}
