package io.slipway.cli.chaos;

/** Nodes are killed one after another and started again; the port that people use stays. */
final class NodesDrill implements Drill {
    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public void run(Arena arena) throws Exception {
        try (Clients clients = new Clients(arena, arena::front)) {
            while (!arena.isOver()) {
                arena.pause(1_000, 4_000);
                NodeFaults.kill(arena, arena.random);
            }
            clients.finish();
        }
    }
}
