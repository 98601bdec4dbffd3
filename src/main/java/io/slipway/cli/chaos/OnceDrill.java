package io.slipway.cli.chaos;

import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;

/** Every client's connections go through a proxy that drops, repeats or delays one of five at a random byte. */
final class OnceDrill implements Drill {
    private static final double SPOILED = 0.2;
    private static final long WITHIN_BYTES = 2L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final long LOOK_MILLIS = 250;

    @Override
    public String name() {
        return "once";
    }

    @Override
    public void run(Arena arena) throws Exception {
        SplittableRandom random = arena.random.split();
        try (FaultProxy proxy = new FaultProxy(
                arena.cluster.url().getPort(),
                number -> Fault.dropRepeatOrDelay(random, SPOILED, WITHIN_BYTES, LONGEST))) {
            URI there = URI.create("http://127.0.0.1:" + proxy.port());
            try (Clients clients = new Clients(arena, () -> new NodeTalk(there, Arena.PATIENCE))) {
                while (!arena.isOver()) {
                    arena.pause(LOOK_MILLIS, LOOK_MILLIS);
                }
                clients.finish();
            }
            proxy.met().forEach((fault, times) -> {
                for (int i = 0; i < times; i++) {
                    arena.did(fault);
                }
            });
        }
    }
}
