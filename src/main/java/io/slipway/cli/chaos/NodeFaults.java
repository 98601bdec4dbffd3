package io.slipway.cli.chaos;

import io.slipway.cli.cluster.NodeChild;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** What may happen to a node. */
final class NodeFaults {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private NodeFaults() {}

    /** Kills one of them, starts it again, and waits until it is ready. */
    static void kill(Arena arena, SplittableRandom random) throws Exception {
        List<NodeChild> nodes = arena.cluster.nodes();
        NodeChild node = nodes.get(random.nextInt(nodes.size()));
        node.kill();
        arena.did("node killed");
        arena.cluster.launch(node);
        node.awaitReady(READY_WITHIN);
    }
}
