package io.slipway.cli.chaos;

/** Redis is emptied, or its process is killed, at random moments; it is started again by who holds it. */
final class RedisDrill implements Drill {
    /** One of so many times it is killed. */
    private static final int KILLED = 3;

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void run(Arena arena) throws Exception {
        try (Clients clients = new Clients(arena, arena::front)) {
            while (!arena.isOver()) {
                arena.pause(500, 4_000);
                if (arena.random.nextInt(KILLED) == 0) {
                    RedisFaults.kill(arena);
                } else {
                    RedisFaults.empty(arena);
                }
            }
            arena.awaitReady();
            clients.finish();
        }
    }
}
