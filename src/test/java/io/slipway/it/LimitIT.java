package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.chaos.KeptFile;
import io.slipway.cli.chaos.LimitTrial;
import io.slipway.cli.chaos.NodeTalk;
import io.slipway.cli.chaos.Persistence;
import io.slipway.cli.chaos.Tally;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Fifty receivers at once, some of whom break off, lose answers or change their minds, at two nodes behind one port and at
 * each of them: exactly the limit is used.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitIT {
    private static final int TRIALS = 40;
    private static final long SEED = 20_261_127;
    private static final int SIZE = 200_000;
    private static final long HOUR = 3_600_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService people = Executors.newFixedThreadPool(LimitTrial.RECEIVERS);
    private RunningCluster cluster;

    @BeforeAll
    void start() throws Exception {
        cluster = SharedNodes.two();
    }

    @AfterAll
    void stop() {
        people.shutdownNow();
    }

    @Test
    void exactlyTheLimitIsUsed_whateverFiftyReceiversDo() throws Exception {
        List<NodeTalk> talks = List.of(
                new NodeTalk(cluster.url, PATIENCE),
                new NodeTalk(cluster.node(0).url(), PATIENCE),
                new NodeTalk(cluster.node(1).url(), PATIENCE));
        AtomicInteger turn = new AtomicInteger();
        for (int trial = 0; trial < TRIALS; trial++) {
            int limit = LimitTrial.limit(trial);
            KeptFile kept = new KeptFile(SIZE, HOUR, SEED + trial, limit);
            assertThat(Persistence.lasting(PATIENCE).keep(talks.get(0), kept).ok())
                    .isTrue();

            Tally tally = new LimitTrial(
                            kept, limit, () -> talks.get(turn.getAndIncrement() % talks.size()), SEED + trial)
                    .run(people);

            assertThat(tally.violations()).as("trial %d: %s", trial, tally).isEmpty();
        }
    }
}
