package io.slipway.cli.chaos;

import io.slipway.cli.chaos.NodeTalk.Outcome;
import io.slipway.cli.chaos.Receiver.End;
import io.slipway.cli.chaos.Receiver.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Fifty receivers at once at one share with a limit, until all have it or are refused. */
public final class LimitTrial {
    /** Receivers at once. */
    public static final int RECEIVERS = 50;

    private static final int[] LIMITS = {1, 2, 5, 10};
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final KeptFile kept;
    private final int limit;
    private final Supplier<NodeTalk> talk;
    private final SplittableRandom random;

    /**
     * @param kept complete, with that limit
     * @param talk with whom a receiver talks
     */
    public LimitTrial(KeptFile kept, int limit, Supplier<NodeTalk> talk, long seed) {
        this.kept = kept;
        this.limit = limit;
        this.talk = talk;
        this.random = new SplittableRandom(seed);
    }

    /** The limits that are tried, one after the other. */
    public static int limit(int trial) {
        return LIMITS[trial % LIMITS.length];
    }

    /** @param people a thread for each receiver */
    public Tally run(ExecutorService people) throws Exception {
        List<Future<Receipt>> ends = new ArrayList<>();
        for (int i = 0; i < RECEIVERS; i++) {
            ends.add(people.submit(new Receiver(kept, talk.get(), random.split(), PATIENCE)));
        }
        List<Receipt> receipts = new ArrayList<>();
        for (Future<Receipt> end : ends) {
            receipts.add(await(end, receipts));
        }
        Outcome seen = Persistence.lasting(PATIENCE).until(() -> talk.get().look(kept));
        // One that is gone so soon is so because it was used up, half a minute ago.
        boolean gone = seen.code().equals("GONE");
        return new Tally(
                kept.share().text(),
                limit,
                receipts,
                seen.words().getInteger("used", gone ? limit : -1),
                seen.words().getInteger("live", gone ? 0 : -1));
    }

    /** A request that was overtaken by the giving back of its claim may have taken it again: it is given back again. */
    private Receipt await(Future<Receipt> end, List<Receipt> others) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return end.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                for (Receipt other : others) {
                    if (other.end() == End.GAVE_UP) {
                        Outcome ignored = talk.get().giveBack(kept, other.claim());
                        assert ignored != null;
                    }
                }
            }
        }
    }
}
