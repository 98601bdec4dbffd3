package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Event.Act;
import io.slipway.cli.chaos.NodeTalk.Outcome;
import io.slipway.cli.chaos.Receiver.End;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Shares with a limit, each with many more receivers at once than it allows, some of whom break off, lose answers or change
 * their minds; and in three of ten, Redis is emptied or killed, or a node is, meanwhile.
 */
final class LimitsDrill implements Drill {
    private static final int STRUCK_PERCENT = 30;
    private static final int SIZE = 200_000;
    private static final long HOUR = 3_600_000;

    @Override
    public String name() {
        return "limits";
    }

    /** All receivers come from one address, and begin as many downloads as they can. */
    @Override
    public Map<String, String> prepare(Path data) {
        return Map.of("SLIPWAY_CLAIM_RATE", "off");
    }

    @Override
    public void run(Arena arena) throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(LimitTrial.RECEIVERS);
        try (Strikes strikes = new Strikes(arena)) {
            NodeTalk talk = arena.front();
            for (int trial = 0; !arena.isOver(); trial++) {
                int limit = LimitTrial.limit(trial);
                KeptFile kept = new KeptFile(SIZE, HOUR, arena.random.nextLong(), limit);
                arena.history.expect(kept, HOUR);
                if (!Clients.keep(arena.history, talk, kept)) {
                    continue;
                }
                if (arena.random.nextInt(100) < STRUCK_PERCENT) {
                    strikes.soon();
                }
                Tally tally = new LimitTrial(kept, limit, () -> talk, arena.random.nextLong()).run(people);
                tally.violations().forEach(arena::breach);
                note(arena, kept, tally);
                arena.did("limit tried");
            }
        } finally {
            people.shutdownNow();
        }
        arena.awaitReady();
    }

    /** Those who have said verified have compared what they got. */
    private static void note(Arena arena, KeptFile kept, Tally tally) throws Exception {
        for (Receiver.Receipt receipt : tally.receipts()) {
            if (receipt.end() == End.VERIFIED) {
                Outcome read = new Outcome(200, "", kept.digest(), new JsonObject());
                Outcome noted = arena.history.note(kept, Act.READ, 0, () -> read);
                assert noted.equals(read);
            } else if (receipt.end() == End.GAVE_UP) {
                arena.did("claim given back");
            }
        }
    }
}
