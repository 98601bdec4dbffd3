package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Checker.Rule;
import io.slipway.cli.chaos.Checker.Violation;
import io.slipway.cli.chaos.Event.Act;
import io.slipway.cli.chaos.NodeTalk.Outcome;
import io.slipway.cli.chaos.PathTrial.Journey;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Transfers whose path is cut at a random byte, by one of the two, or with a node that is killed: each goes on by another path, and has every
 * byte in the end without much of it coming twice.
 */
final class PathsDrill implements Drill {
    private static final int GATE = 20;
    private static final int FULL = 1_000;
    /** A node is killed after so many have begun, and again. */
    private static final int KILL_AFTER = 10;

    private static final int KILL_EVERY = 100;
    private static final int AT_ONCE = 4;
    private static final long LEAST_BYTES = 1L << 20;
    private static final long MOST_BYTES = 5L << 20;
    private static final long HOUR = 3_600_000;
    private static final double KIB = 1 << 10;

    private final AtomicInteger transfers = new AtomicInteger();
    private final AtomicLong switches = new AtomicLong();
    private final AtomicLong relays = new AtomicLong();
    private final AtomicLong cameAgain = new AtomicLong();
    private final AtomicLong sentAgain = new AtomicLong();

    @Override
    public String name() {
        return "paths";
    }

    @Override
    public void run(Arena arena) throws Exception {
        int count = arena.full ? FULL : GATE;
        ExecutorService people = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<?>> running = new ArrayList<>();
        AtomicInteger next = new AtomicInteger();
        try (LiveStage stage = new LiveStage(arena.cluster.nodes())) {
            for (int i = 0; i < AT_ONCE; i++) {
                SplittableRandom random = arena.random.split();
                running.add(people.submit(() -> {
                    for (int number = next.getAndIncrement();
                            number < count || !arena.isOver();
                            number = next.getAndIncrement()) {
                        if (number % KILL_EVERY == KILL_AFTER) {
                            NodeFaults.kill(arena, random);
                        }
                        transfer(arena, stage, random);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            people.shutdownNow();
        }
        arena.figure("transfers", transfers.get());
        arena.figure("paths that were relays", relays.get());
        arena.figure("switches", switches.get());
        arena.figure("KiB that came again, for each switch", cameAgain.get() / KIB / switches.get());
        arena.figure("KiB that were sent again, for each switch", sentAgain.get() / KIB / switches.get());
    }

    private void transfer(Arena arena, LiveStage stage, SplittableRandom random) throws Exception {
        KeptFile kept = new KeptFile(random.nextLong(LEAST_BYTES, MOST_BYTES), HOUR, random.nextLong());
        NodeTalk talk = arena.front();
        arena.history.expect(kept, HOUR);
        if (!Clients.keep(arena.history, talk, kept)) {
            arena.breach(new Violation(Rule.HALTED, "a file isn't taken"));
            return;
        }
        Journey journey;
        try {
            journey = new PathTrial(stage, kept, talk, random.nextLong()).run();
        } catch (TimeoutException halted) {
            arena.breach(new Violation(Rule.HALTED, "a transfer doesn't get to its end: " + halted.getMessage()));
            return;
        }
        judge(arena, kept, journey);
        if (!Persistence.lasting(Arena.PATIENCE).until(() -> talk.delete(kept)).ok()) {
            arena.breach(new Violation(Rule.HALTED, "a share can't be deleted"));
        }
    }

    private void judge(Arena arena, KeptFile kept, Journey journey) throws Exception {
        Outcome read = new Outcome(200, "", journey.digest(), new JsonObject());
        Outcome noted = arena.history.note(kept, Act.READ, 0, () -> read);
        assert noted.equals(read);
        long again = journey.came() - kept.sealedSize();
        long sent = journey.sent() - kept.sealedSize();
        if (again > journey.switches() * PathTrial.AGAIN || sent > journey.switches() * PathTrial.SENT_AGAIN) {
            arena.breach(new Violation(
                    Rule.RESENT,
                    "in " + journey.switches() + " switches " + again + " bytes came again, " + sent
                            + " were sent again"));
        }
        transfers.incrementAndGet();
        switches.addAndGet(journey.switches());
        relays.addAndGet(journey.relays());
        cameAgain.addAndGet(again);
        sentAgain.addAndGet(sent);
        for (int i = 0; i < journey.switches(); i++) {
            arena.did("path cut");
        }
    }
}
