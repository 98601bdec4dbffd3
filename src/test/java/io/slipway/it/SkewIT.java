package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.chaos.Checker;
import io.slipway.cli.chaos.Checker.Rule;
import io.slipway.cli.chaos.Event;
import io.slipway.cli.chaos.Event.Act;
import io.slipway.cli.chaos.History.Promise;
import io.slipway.cli.chaos.KeptFile;
import io.slipway.cli.chaos.NodeTalk;
import io.slipway.cli.chaos.NodeTalk.Outcome;
import io.slipway.cli.chaos.NodeTalk.Part;
import io.slipway.cli.chaos.Persistence;
import io.slipway.kit.SkewedClock;
import io.slipway.model.Digest;
import io.slipway.seal.Digests;
import io.slipway.seal.Randomness;
import io.slipway.seal.Token;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes, one with a clock five minutes ahead, one five minutes behind: shares end when their time is over, and neither
 * sooner nor later at either.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SkewIT {
    private static final long SKEW = 300_000;
    private static final long MINUTE = 60_000;
    private static final int MIB = 1 << 20;
    private static final int FILES = 3;
    private static final long SOON_OVER = 2_500;
    private static final int LIMIT = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path temp;

    private final Randomness random = Randomness.of(new SecureRandom());
    private final AtomicLong seeds = new AtomicLong(20_261_127);
    private final List<KeptFile> lasting = new ArrayList<>();
    private RunningCluster cluster;
    private List<NodeTalk> nodes;

    @BeforeAll
    void start() throws Exception {
        String agent = "-javaagent:" + SkewedClock.jar(temp) + "=1:" + SKEW + ",2:-" + SKEW;
        cluster = new RunningCluster(
                        temp.resolve("data"),
                        2,
                        Map.of(
                                "SLIPWAY_JAVA_OPTS", ShortLived.nodeAnd(agent),
                                "SLIPWAY_CLAIM_RATE", "off",
                                "SLIPWAY_UNDO", "1s",
                                "SLIPWAY_SWEEP_EVERY", "200ms"))
                .start();
        nodes = List.of(
                new NodeTalk(cluster.node(0).url(), PATIENCE),
                new NodeTalk(cluster.node(1).url(), PATIENCE));
        for (int i = 0; i < FILES; i++) {
            lasting.add(kept(nodes.get(i % 2), 1_000, 3 * MINUTE, 0));
        }
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private KeptFile kept(NodeTalk node, long size, long lifetime, int limit) throws Exception {
        KeptFile kept = new KeptFile(size, lifetime, seeds.getAndIncrement(), limit);
        assertThat(Persistence.lasting(SOON).keep(node, kept).ok()).isTrue();
        return kept;
    }

    @Test
    @Order(1)
    void theirClocksAreTenMinutesApart() throws Exception {
        Duration apart = Duration.between(
                saidBy(cluster.node(1).url()), saidBy(cluster.node(0).url()));
        assertThat(apart).isBetween(Duration.ofMillis(2 * SKEW - 5_000), Duration.ofMillis(2 * SKEW + 5_000));
    }

    private static ZonedDateTime saidBy(URI node) throws Exception {
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(node.resolve("/health/live")).build(),
                        HttpResponse.BodyHandlers.discarding());
        return ZonedDateTime.parse(
                answer.headers().firstValue("Date").orElseThrow(), DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    /** Files and claims, asked for at both nodes until well after their time. */
    @Test
    @Order(2)
    void nothingIsGrantedLate_andNothingRefusedEarly() throws Exception {
        List<Event> events = new ArrayList<>();
        Map<String, Promise> promises = new HashMap<>();
        for (int i = 0; i < FILES; i++) {
            KeptFile kept = new KeptFile(1_000, SOON_OVER, seeds.getAndIncrement(), LIMIT);
            NodeTalk maker = nodes.get(i % 2);
            assertThat(maker.create(kept).ok()).isTrue();
            assertThat(maker.put(kept, 0).ok()).isTrue();
            long began = millis();
            Outcome complete = maker.complete(kept);
            long ended = millis();
            assertThat(complete.ok()).isTrue();
            for (NodeTalk node : nodes) {
                String what = kept.share() + " at node " + nodes.indexOf(node);
                promises.put(what, new Promise(kept.digest(), SOON_OVER, 0));
                events.add(new Event(what, Act.COMPLETE, 0, began, ended, 200, "", null));
            }
            while (millis() < ended + SOON_OVER + 3_000) {
                for (NodeTalk node : nodes) {
                    String what = kept.share() + " at node " + nodes.indexOf(node);
                    events.add(read(what, () -> node.read(kept), null));
                    events.add(read(what, () -> claimed(node, kept), kept.digest()));
                }
            }
        }

        assertThat(Checker.check(events, promises, Set.of(Rule.LOST, Rule.OUTLIVED, Rule.WRONG_BYTES, Rule.BROKEN)))
                .isEmpty();
        for (String what : promises.keySet()) {
            assertThat(events.stream().filter(event -> event.file().equals(what) && event.act() == Act.READ))
                    .as(what)
                    .anyMatch(event -> event.status() < 300)
                    .anyMatch(event -> event.status() == 410);
        }
    }

    /** Takes a claim, and gives it back: there may be so many at once only. */
    private Outcome claimed(NodeTalk node, KeptFile kept) throws InterruptedException {
        Token claim = Token.random(random);
        Outcome outcome = node.claim(kept, claim);
        if (outcome.ok()) {
            assertThat(node.giveBack(kept, claim).status()).isIn(204, 410);
        }
        return outcome;
    }

    /** @param digest of what was granted, where it isn't the bytes themselves */
    private static Event read(String what, Callable<Outcome> request, Digest digest) throws Exception {
        long began = millis();
        Outcome outcome = request.call();
        Digest got = digest != null && outcome.ok() ? digest : outcome.digest();
        return new Event(what, Act.READ, 0, began, millis(), outcome.status(), outcome.code(), got);
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Test
    @Order(3)
    void aClaimFromBeforeExpiryMayFinish_byEitherNode_andNobodyElseMayBegin() throws Exception {
        KeptFile kept = kept(nodes.get(0), 2 * MIB, SOON_OVER, 2);
        Token claim = Token.random(random);
        assertThat(nodes.get(1).claim(kept, claim).status()).isEqualTo(201);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        Part first = nodes.get(0).part(kept, claim, 0, 100_000, MIB);
        assertThat(first.status()).isEqualTo(206);
        got.writeBytes(first.bytes());

        for (NodeTalk node : nodes) {
            eventually(() -> node.look(kept).status() == 410);
            assertThat(node.claim(kept, Token.random(random)).status()).isEqualTo(410);
            assertThat(node.read(kept).status()).isEqualTo(410);
        }

        for (int i = 0; got.size() < kept.sealedSize(); i++) {
            Part part = nodes.get(i % 2).part(kept, claim, got.size(), got.size() + 400_000, MIB);
            assertThat(part.status()).as(part.code()).isEqualTo(206);
            got.writeBytes(part.bytes());
        }
        assertThat(Digests.sha256(got.toByteArray())).isEqualTo(kept.digest());
        assertThat(nodes.get(1).verified(kept, claim).status()).isEqualTo(200);
        for (NodeTalk node : nodes) {
            assertThat(node.part(kept, claim, 0, 9, 10).status()).isEqualTo(410);
        }
        eventually(() -> keyIsDestroyed(kept));
    }

    @Test
    @Order(4)
    void aDeletionCutsWhatRunsAtTheOtherNode() throws Exception {
        KeptFile kept = kept(nodes.get(0), 32 * MIB, MINUTE, 0);
        try (SlowReader reader = new SlowReader(cluster.node(0).url(), kept, 0)) {
            assertThat(reader.take(256 << 10)).isTrue();

            assertThat(nodes.get(1).delete(kept).ok()).isTrue();
            long deleted = System.nanoTime();

            assertThat(reader.rest()).isLessThan(kept.sealedSize());
            assertThat(Duration.ofNanos(System.nanoTime() - deleted)).isLessThan(Duration.ofSeconds(2));
        }
        eventually(() -> keyIsDestroyed(kept));
    }

    /** Sweeps of both nodes have been by, as the tests before show. */
    @Test
    @Order(5)
    void nothingIsRemovedEarly() throws Exception {
        for (KeptFile kept : lasting) {
            assertThat(keyIsDestroyed(kept)).isFalse();
            for (NodeTalk node : nodes) {
                assertThat(node.read(kept).digest()).isEqualTo(kept.digest());
            }
        }
    }

    /** Whether Redis shows no wrap of the share any more. */
    private boolean keyIsDestroyed(KeptFile kept) throws Exception {
        return !cluster.redis("GET", "slipway:e:key/" + kept.share()).contains("wrap");
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime())
                    .as("it should have happened within %s", SOON)
                    .isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
