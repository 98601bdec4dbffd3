package io.slipway.cli.chaos;

import io.slipway.cli.chaos.NodeTalk.Outcome;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A client that goes on: repeats a request that may still succeed until it does, is refused, or its time is over. */
public final class Persistence {
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final long deadline;

    private Persistence(long deadline) {
        this.deadline = deadline;
    }

    /** From now on for so long. */
    public static Persistence lasting(Duration length) {
        return new Persistence(System.nanoTime() + length.toNanos());
    }

    /** @return the last outcome: good, refused, or whatever it was when the time was over */
    public Outcome until(Callable<Outcome> request) throws Exception {
        while (true) {
            Outcome outcome = request.call();
            if (outcome.ok() || outcome.refused() || System.nanoTime() > deadline) {
                return outcome;
            }
            TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
        }
    }

    /** Creates, uploads and completes. @return the first outcome that isn't good, or the last */
    public Outcome keep(NodeTalk talk, KeptFile kept) throws Exception {
        Outcome outcome = until(() -> talk.create(kept));
        for (long chunk = 0; outcome.ok() && chunk < kept.chunks(); chunk++) {
            long index = chunk;
            outcome = until(() -> talk.put(kept, index));
        }
        return outcome.ok() ? until(() -> talk.complete(kept)) : outcome;
    }
}
