package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.chaos.Fault;
import io.slipway.cli.chaos.FaultProxy;
import io.slipway.cli.chaos.KeptFile;
import io.slipway.cli.chaos.NodeTalk;
import io.slipway.cli.chaos.NodeTalk.Outcome;
import io.slipway.cli.chaos.Persistence;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes behind one port: whatever is begun at one goes on at the other, and what dies takes nothing with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    private static final long HOUR = 3_600_000;
    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path temp;

    private final AtomicLong seeds = new AtomicLong(20_261_121);
    private RunningCluster cluster;
    private NodeTalk first;
    private NodeTalk second;

    @BeforeAll
    void start() throws Exception {
        cluster = new RunningCluster(temp.resolve("data"), 2, Map.of()).start();
        first = new NodeTalk(cluster.node(0).url(), PATIENCE);
        second = new NodeTalk(cluster.node(1).url(), PATIENCE);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private KeptFile file(long size) {
        return new KeptFile(size, HOUR, seeds.getAndIncrement());
    }

    private KeptFile kept(NodeTalk talk, long size) throws Exception {
        KeptFile kept = file(size);
        assertThat(Persistence.lasting(SOON).keep(talk, kept).ok()).isTrue();
        return kept;
    }

    private static void assertDone(Outcome outcome) {
        assertThat(outcome).matches(Outcome::ok);
    }

    @Test
    @Order(1)
    void anUploadBegunAtOneNodeGoesOnAtTheOther() throws Exception {
        KeptFile kept = file(3 * MIB + 17);
        assertDone(first.create(kept));
        assertDone(first.put(kept, 1));

        Outcome missing = second.missing(kept);
        assertThat(missing.words().getJsonArray("missing").encode()).isEqualTo("[[0,0],[2,3]]");
        assertDone(second.put(kept, 0));
        assertDone(first.put(kept, 2));
        assertDone(second.put(kept, 3));
        assertThat(second.put(kept, 1).words().getString("outcome")).isEqualTo("REPEATED");
        assertDone(second.complete(kept));

        assertThat(first.read(kept).digest()).isEqualTo(kept.digest());
        assertThat(second.read(kept).digest()).isEqualTo(kept.digest());
    }

    @Test
    @Order(2)
    void aDeletionAtOneNodeEndsARunningDownloadAtTheOther() throws Exception {
        KeptFile kept = kept(first, 48 * MIB);
        try (SlowReader reader = new SlowReader(cluster.node(1).url(), kept, 0)) {
            assertThat(reader.take(256 << 10)).isTrue();

            assertDone(first.delete(kept));
            long deleted = System.nanoTime();
            long came = reader.rest();

            assertThat(Duration.ofNanos(System.nanoTime() - deleted)).isLessThan(Duration.ofSeconds(2));
            assertThat(came).as("bytes that came, of %d", kept.sealedSize()).isLessThan(kept.sealedSize());
        }
        assertThat(second.read(kept).code()).isEqualTo("GONE");
    }

    @Test
    @Order(3)
    void redisIsEmptiedWhileBothServe() throws Exception {
        KeptFile before = kept(first, 2 * MIB);
        KeptFile begun = file(2 * MIB);
        assertDone(first.create(begun));
        assertDone(first.put(begun, 0));

        assertThat(cluster.redis("FLUSHALL")).isEqualTo("+OK");

        for (NodeTalk node : List.of(first, second)) {
            Outcome outcome = node.read(before);
            long end = System.nanoTime() + SOON.toNanos();
            while (!outcome.ok()) {
                assertThat(outcome.status()).as(outcome.code()).isEqualTo(503);
                assertThat(System.nanoTime()).isLessThan(end);
                outcome = node.read(before);
            }
            assertThat(outcome.digest()).isEqualTo(before.digest());
        }
        assertDone(Persistence.lasting(SOON).until(() -> second.put(begun, 1)));
        assertDone(Persistence.lasting(SOON).until(() -> second.complete(begun)));
        assertThat(first.read(begun).digest()).isEqualTo(begun.digest());
    }

    @Test
    @Order(4)
    void uploadsThroughConnectionsThatAreDroppedRepeatedAndDelayedAreDoneOnce() throws Exception {
        SplittableRandom random = new SplittableRandom(seeds.getAndIncrement());
        try (FaultProxy spoiled = new FaultProxy(
                cluster.url.getPort(),
                number -> Fault.dropRepeatOrDelay(random, 0.2, 2 * MIB, Duration.ofMillis(500)))) {
            URI there = URI.create("http://127.0.0.1:" + spoiled.port());
            List<Callable<Void>> uploads = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                KeptFile kept = file(MIB + i);
                uploads.add(() -> {
                    // a connection of its own for each: so that many meet a fault
                    assertDone(Persistence.lasting(SOON).until(() -> new NodeTalk(there, PATIENCE).create(kept)));
                    for (long chunk = 0; chunk < kept.chunks(); chunk++) {
                        long index = chunk;
                        assertDone(
                                Persistence.lasting(SOON).until(() -> new NodeTalk(there, PATIENCE).put(kept, index)));
                    }
                    assertDone(Persistence.lasting(SOON).until(() -> new NodeTalk(there, PATIENCE).complete(kept)));
                    assertThat(second.read(kept).digest()).isEqualTo(kept.digest());
                    return null;
                });
            }
            all(uploads, 4);

            assertThat(spoiled.met().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .as("faults met: %s", spoiled.met())
                    .isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    @Order(5)
    void aNodeThatIsKilledTakesNothingWithIt() throws Exception {
        KeptFile there = kept(first, 32 * MIB);
        KeptFile coming = file(12 * MIB);
        NodeTalk front = new NodeTalk(cluster.url, PATIENCE);
        assertDone(front.create(coming));
        try (SlowReader one = new SlowReader(cluster.node(1).url(), there, 0);
                SlowReader other = new SlowReader(cluster.url, there, 0)) {
            assertThat(one.take(256 << 10)).isTrue();
            assertThat(other.take(256 << 10)).isTrue();
            List<Callable<Void>> work = new ArrayList<>();
            for (long chunk = 0; chunk < coming.chunks(); chunk++) {
                long index = chunk;
                work.add(() -> {
                    if (index == 4) {
                        cluster.node(1).kill();
                    }
                    assertDone(Persistence.lasting(SOON).until(() -> front.put(coming, index)));
                    return null;
                });
            }
            all(work, 4);
            assertDone(Persistence.lasting(SOON).until(() -> front.complete(coming)));

            int broken = 0;
            for (SlowReader reader : List.of(one, other)) {
                long came = reader.rest();
                if (came == there.sealedSize()) {
                    assertThat(reader.digest()).isEqualTo(there.digest());
                    continue;
                }
                broken++;
                try (SlowReader next = new SlowReader(cluster.url, there, came)) {
                    assertThat(came + next.rest()).isEqualTo(there.sealedSize());
                    assertThat(reader.digestWith(next)).isEqualTo(there.digest());
                }
            }
            assertThat(broken).as("downloads that broke off").isPositive();
        }
        assertThat(front.read(coming).digest()).isEqualTo(coming.digest());
        assertThat(cluster.said()).contains("a node ended with code 137; the others go on");
    }

    /** Nothing is left when the command itself is killed. */
    @Test
    @Order(6)
    void nodesEndWithTheirParent() throws Exception {
        ProcessHandle node = cluster.node(0).process();
        assertThat(node.isAlive()).isTrue();

        cluster.process().destroyForcibly();

        assertThat(node.onExit()).succeedsWithin(Duration.ofSeconds(70));
    }

    private static void all(List<Callable<Void>> work, int threads) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (Future<Void> one : pool.invokeAll(work, 5, TimeUnit.MINUTES)) {
                assertThat(one.get()).isNull();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
