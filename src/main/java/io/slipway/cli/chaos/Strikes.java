package io.slipway.cli.chaos;

import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Strikes at what all nodes share, or at one of them, one strike at a time, while others go on with what they do. */
final class Strikes implements AutoCloseable {
    private static final long LONGEST_WAIT_MILLIS = 300;

    private final Arena arena;
    private final SplittableRandom random;
    private final ExecutorService hand = Executors.newSingleThreadExecutor();
    private Future<?> last;

    Strikes(Arena arena) {
        this.arena = arena;
        this.random = arena.random.split();
    }

    /** Within {@value #LONGEST_WAIT_MILLIS} ms; not at all while an earlier one isn't over. */
    void soon() throws Exception {
        if (last != null && !last.isDone()) {
            return;
        }
        if (last != null) {
            last.get();
        }
        last = hand.submit(() -> {
            strike();
            return null;
        });
    }

    private void strike() throws Exception {
        TimeUnit.MILLISECONDS.sleep(random.nextLong(LONGEST_WAIT_MILLIS));
        switch (random.nextInt(4)) {
            case 0 -> NodeFaults.kill(arena, random);
            case 1 -> RedisFaults.kill(arena);
            default -> RedisFaults.empty(arena);
        }
    }

    /** Waits for the last one. */
    @Override
    public void close() throws Exception {
        try {
            if (last != null) {
                last.get(2, TimeUnit.MINUTES);
            }
        } finally {
            hand.shutdownNow();
        }
    }
}
