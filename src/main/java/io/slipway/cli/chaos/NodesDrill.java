package io.slipway.cli.chaos;

import io.slipway.cli.cluster.NodeChild;
import java.time.Duration;
import java.util.List;

/** Nodes are killed one after another and started again; the port that people use stays. */
final class NodesDrill implements Drill {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public void run(Arena arena) throws Exception {
        try (Clients clients = new Clients(arena, arena::front)) {
            List<NodeChild> nodes = arena.cluster.nodes();
            while (!arena.isOver()) {
                arena.pause(1_000, 4_000);
                NodeChild node = nodes.get(arena.random.nextInt(nodes.size()));
                node.kill();
                arena.did("node killed");
                arena.cluster.launch(node);
                node.awaitReady(BACK_WITHIN);
            }
            clients.finish();
        }
    }
}
