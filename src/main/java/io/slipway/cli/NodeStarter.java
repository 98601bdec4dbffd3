package io.slipway.cli;

import io.slipway.config.NodeConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Knows how to start a node. */
@FunctionalInterface
public interface NodeStarter {
    /**
     * Blocks until the node is ready. If this throws, whatever had begun has been stopped again; an interrupt makes it
     * throw soon.
     */
    StartedNode start(NodeConfig config) throws Exception;

    /** A node that is ready. */
    interface StartedNode {
        /** What links begin with. */
        URI url();

        /** A line for people on each of its parts that can be reached by itself. */
        default List<String> parts() {
            return List.of();
        }

        /** Stops in order, within about this long; blocks until all has stopped. */
        void stop(Duration atMost) throws Exception;
    }
}
