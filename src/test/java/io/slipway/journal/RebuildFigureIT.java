package io.slipway.journal;

import static io.slipway.journal.Waiting.await;
import static io.slipway.journal.Waiting.persist;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** How long a view of 100,000 files takes to come back after Redis was emptied: {@code -Dfigures=rebuild}. */
@EnabledIfSystemProperty(named = "figures", matches = ".*rebuild.*")
class RebuildFigureIT {
    private static final int FILES = 100_000;
    private static final int TOGETHER = 1_000;
    /** As large as the state of a sealed file is as JSON. */
    private static final int STATE_BYTES = 900;

    private static final Duration GOAL = Duration.ofSeconds(15);

    @Test
    void hundredThousandFilesComeBackInTime() throws Exception {
        try (TestCluster cluster = TestCluster.start(false, settings -> settings.withPartitions(8, 8))) {
            KafkaJournal node = cluster.node();
            byte[] state = new byte[STATE_BYTES];
            new Random(1).nextBytes(state);
            for (int from = 0; from < FILES; from += TOGETHER) {
                List<Change> changes = new ArrayList<>();
                for (int i = from; i < from + TOGETHER; i++) {
                    changes.add(new Change(
                            file(i),
                            "make",
                            -1,
                            state,
                            false,
                            List.of(
                                    new Projection.AddMember("bucket:d" + i % 30, "file" + i),
                                    new Projection.Amount("use:all", "file" + i, i)),
                            new byte[0]));
                }
                assertThat(await(node.append(changes))).allMatch(Verdict::accepted);
            }

            long began = System.nanoTime();
            cluster.contents().flush();
            Snapshot back = persist(() -> node.view().read(some(), List.of()));
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            System.out.println(FILES + " files came back in " + took.toMillis() + " ms");
            assertThat(back.entities()).allMatch(entity -> entity.state() != null);
            assertThat(took).isLessThan(GOAL);
        }
    }

    private static EntityKey file(int number) {
        return new EntityKey("file", "file" + number);
    }

    /** Of every partition; what is behind isn't shown. */
    private static List<EntityKey> some() {
        List<EntityKey> some = new ArrayList<>();
        for (int i = 0; i < FILES; i += FILES / 200) {
            some.add(file(i));
        }
        return some;
    }
}
