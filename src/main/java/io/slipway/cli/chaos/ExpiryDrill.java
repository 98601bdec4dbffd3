package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Event.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Files that live for seconds are asked for until well after their time. */
final class ExpiryDrill implements Drill {
    private static final long SHORTEST_MILLIS = 1_500;
    private static final long LONGEST_MILLIS = 5_000;
    private static final long LARGEST = 1L << 20;
    /** How long it is asked for after its time. */
    private static final long AFTER_MILLIS = Checker.LATE + 1_500;

    private record Mortal(KeptFile file, long askUntilNanos) {}

    @Override
    public String name() {
        return "expiry";
    }

    @Override
    public void run(Arena arena) throws Exception {
        SplittableRandom random = arena.random.split();
        NodeTalk node = arena.front();
        List<Mortal> mortals = new ArrayList<>();
        while (!arena.isOver() || !mortals.isEmpty()) {
            if (!arena.isOver()) {
                long lifetime = random.nextLong(SHORTEST_MILLIS, LONGEST_MILLIS);
                KeptFile file = new KeptFile(random.nextLong(LARGEST), lifetime, random.nextLong());
                arena.history.expect(file, lifetime);
                if (Clients.keep(arena.history, node, file)) {
                    long until = System.nanoTime() + (lifetime + AFTER_MILLIS) * 1_000_000;
                    mortals.add(new Mortal(file, until));
                }
            }
            for (Mortal mortal : List.copyOf(mortals)) {
                boolean last = System.nanoTime() >= mortal.askUntilNanos();
                boolean delivered = arena.history
                        .note(mortal.file(), Act.READ, 0, () -> node.read(mortal.file()))
                        .ok();
                if (last) {
                    mortals.remove(mortal);
                    arena.did(delivered ? "delivered after its time" : "refused after its time");
                }
            }
        }
    }
}
