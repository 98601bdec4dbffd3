package io.slipway.journal;

import static io.slipway.journal.Waiting.await;
import static io.slipway.journal.Waiting.persist;
import static io.slipway.journal.Waiting.refusal;
import static io.slipway.journal.Waiting.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.ComponentHealth;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the journal promises, on a real broker and a real Redis. */
class JournalIT {
    private static final EntityKey SHARE = new EntityKey("share", "a");
    private static final JournalSettings.Times IMPATIENT = new JournalSettings.Times(
            Duration.ofMillis(1),
            Duration.ofHours(24),
            Duration.ofMinutes(5),
            Duration.ofMillis(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ZERO);

    private TestCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.start(false, settings -> settings.withTimes(IMPATIENT));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aChangeIsSeenByAllNodes() {
        KafkaJournal one = cluster.node();
        KafkaJournal two = cluster.node();

        byte[] answer = await(one.changes().change(SHARE, "c1", append("state", "done")));

        assertThat(answer).isEqualTo(bytes("done"));
        Entity seen = entity(two, SHARE);
        assertThat(seen.state()).isEqualTo(bytes("state"));
        assertThat(seen.version()).isEqualTo(seen.seen()).isNotNegative();
        assertThat(one.check()).isEqualTo(ComponentHealth.ok());
    }

    @Test
    void aChangeIsMadeOnce_whateverNodeIsAskedAgain() {
        KafkaJournal one = cluster.node();
        KafkaJournal two = cluster.node();
        byte[] first = await(one.changes().change(SHARE, "c1", append("first", "first answer")));

        byte[] again = await(two.changes().change(SHARE, "c1", append("second", "second answer")));

        assertThat(again).isEqualTo(first);
        assertThat(entity(one, SHARE).state()).isEqualTo(bytes("first"));
    }

    @Test
    void aChangeWhoseNodeDiedIsMadeOnce_whenAskedAgainElsewhere() {
        KafkaJournal dying = cluster.node();
        KafkaJournal other = cluster.node();
        Future<byte[]> unanswered = dying.changes().change(SHARE, "c1", append("state", "answer"));
        cluster.stop(dying);

        byte[] again = await(other.changes().change(SHARE, "c1", addTo("2")));

        String state = new String(entity(other, SHARE).state(), UTF_8);
        assertThat(state).isIn("state", "2");
        assertThat(again).isEqualTo(bytes(state.equals("state") ? "answer" : "did 2"));
        assertThat(unanswered.isComplete()).isTrue();
    }

    @Test
    void aRecordThatHasNotSeenTheLastAcceptedIsVoid_andSettledOnce() {
        KafkaJournal node = cluster.node();
        assertThat(await(node.append(List.of(change("a", -1))))).allMatch(Verdict::accepted);

        List<Verdict> late = await(node.append(List.of(change("b", -1))));

        assertThat(late).noneMatch(Verdict::accepted);
        Entity entity = entity(node, SHARE);
        assertThat(entity.state()).isEqualTo(bytes("a"));
        assertThat(entity.seen()).isGreaterThan(entity.version());
        assertThat(await(node.repairOwed(10))).isEqualTo(1);
        assertThat(await(node.repairOwed(10))).isZero();
        Entity repaired = entity(node, SHARE);
        assertThat(repaired.state()).isEqualTo(bytes("a"));
        assertThat(repaired.version()).isGreaterThan(entity.seen());
        assertThat(cluster.contents().entries()).containsKey("s of share/a\0a");
    }

    @Test
    void aWriterThatDecidesAgainSettlesItsOwnVoidRecord() {
        KafkaJournal node = cluster.node();
        List<Verdict> verdicts = await(node.append(List.of(change("a", -1))));
        assertThat(verdicts).allMatch(Verdict::accepted);
        Verdict stale = await(node.append(List.of(change("b", -1)))).get(0);
        assertThat(stale.accepted()).isFalse();

        byte[] answer = await(node.changes().change(SHARE, "c3", addTo("c")));

        assertThat(answer).isEqualTo(bytes("did c"));
        assertThat(cluster.contents().owed()).isEmpty();
    }

    @Test
    void changesOfOneEntityFromTwoNodesAllCount() {
        KafkaJournal one = cluster.node();
        KafkaJournal two = cluster.node();
        List<Future<byte[]>> answers = new java.util.ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add((i % 2 == 0 ? one : two).changes().change(SHARE, "c" + i, addTo("," + i)));
        }

        answers.forEach(answer -> assertThat(await(answer)).isNotEmpty());

        String[] made =
                new String(entity(two, SHARE).state(), UTF_8).substring(1).split(",");
        assertThat(made).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void entriesStandAsLongAsTheStateTheyCameWith() {
        KafkaJournal node = cluster.node();
        byte[] unused = await(node.changes()
                .change(
                        SHARE,
                        "c1",
                        (entity, now) -> Decision.append(
                                bytes("1"),
                                false,
                                List.of(
                                        new Projection.Score("due", "share/a", 7),
                                        new Projection.AddMember("bucket", "a"),
                                        new Projection.PutBytes("name", bytes("x"))),
                                null)));
        Map<String, String> before = cluster.contents().entries();
        unused = await(node.changes()
                .change(
                        SHARE,
                        "c2",
                        (entity, now) -> Decision.append(
                                bytes("2"), false, List.of(new Projection.Score("due", "share/a", 9)), null)));

        assertThat(before).isEqualTo(Map.of("z due\0share/a", "7", "s bucket\0a", "", "b name\0", "x"));
        assertThat(cluster.contents().entries()).isEqualTo(Map.of("z due\0share/a", "9"));
    }

    @Test
    void severalEntitiesAreCreatedTogether_andJudgedEachForItself() {
        KafkaJournal node = cluster.node();
        List<Verdict> first = await(node.append(List.of(change("a", -1))));
        assertThat(first).allMatch(Verdict::accepted);
        Change file = new Change(new EntityKey("file", "f"), "c", -1, bytes("f"), false, List.of(), null);
        Change key = new Change(new EntityKey("key", "k"), "c", -1, bytes("k"), false, List.of(), null);

        List<Verdict> verdicts = await(node.append(List.of(key, file, change("b", -1))));

        assertThat(verdicts).extracting(Verdict::accepted).containsExactly(true, true, false);
        Snapshot snapshot = await(node.view().read(List.of(file.key(), key.key()), List.of("c")));
        assertThat(snapshot.entities()).extracting(Entity::state).containsExactly(bytes("f"), bytes("k"));
        assertThat(snapshot.answer(key.key(), "c")).isEmpty();
        assertThat(snapshot.answer(key.key(), "another")).isNull();
    }

    @Test
    void aGoneEntityIsForgottenAfterTheLag_andNoSooner() {
        KafkaJournal node = cluster.node();
        List<Verdict> made = await(node.append(List.of(change("a", -1))));
        assertThat(made).allMatch(Verdict::accepted);
        assertThat(await(node.forget(SHARE))).isFalse();
        byte[] unused = await(node.changes()
                .change(SHARE, "end", (entity, now) -> Decision.append(bytes("was"), true, List.of(), null)));
        assertThat(entity(node, SHARE)).satisfies(entity -> {
            assertThat(entity.gone()).isTrue();
            assertThat(entity.state()).isEqualTo(bytes("was"));
        });

        until(() -> await(node.forget(SHARE)), forgotten -> forgotten);

        assertThat(entity(node, SHARE).state()).isNull();
        assertThat(await(node.forget(SHARE))).isFalse();
        assertThat(cluster.contents().ask(Command.PTTL, "slp:e:share/a").toLong())
                .isBetween(1L, Duration.ofHours(24).toMillis());
    }

    @Test
    void resultsComeOnTheContextOfWhoeverAsked() {
        KafkaJournal node = cluster.node();
        Context context = Vertx.vertx().getOrCreateContext();
        Promise<Boolean> here = Promise.promise();
        context.runOnContext(v -> node.changes()
                .change(SHARE, "c1", append("x", "y"))
                .compose(answer -> node.view().read(List.of(SHARE)))
                .onComplete(outcome -> here.complete(Vertx.currentContext() == context)));

        assertThat(await(here.future())).isTrue();
        Waiting.done(context.owner().close());
    }

    @Test
    void whatCannotBeWrittenIsRefused_andNothingHangs() {
        KafkaJournal node = cluster.node();

        assertThat(refusal(node.changes()
                        .change(
                                SHARE,
                                "large",
                                (entity, now) -> Decision.append(
                                        new byte[KafkaTopics.MAX_MESSAGE_BYTES], false, List.of(), null))))
                .isEqualTo(ProblemCode.INTERNAL);
        assertThat(node.append(List.of(change("a", -1), change("b", -1))).cause())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(await(node.append(List.of()))).isEmpty();
        assertThat(await(node.changes().change(SHARE, "fits", append("x", "fits"))))
                .isEqualTo(bytes("fits"));
    }

    @Test
    void aRestartFindsEverything() {
        KafkaJournal first = cluster.node();
        byte[] unused = await(first.changes().change(SHARE, "c1", append("kept", "answer")));
        cluster.stop(first);

        KafkaJournal second = cluster.node();

        assertThat(entity(second, SHARE).state()).isEqualTo(bytes("kept"));
        assertThat(await(second.changes().change(SHARE, "c1", append("other", "other"))))
                .isEqualTo(bytes("answer"));
    }

    private static Change change(String state, long base) {
        return new Change(
                SHARE,
                "make " + state,
                base,
                bytes(state),
                false,
                List.of(new Projection.AddMember("of share/a", state)),
                null);
    }

    static Entity entity(KafkaJournal node, EntityKey key) {
        return persist(() -> node.view().read(List.of(key))).entities().get(0);
    }

    static Decider append(String state, String answer) {
        return (entity, now) -> Decision.append(bytes(state), false, List.of(), bytes(answer));
    }

    static Decider addTo(String more) {
        return (entity, now) -> {
            if (entity.gone()) {
                throw new Problem(ProblemCode.GONE, "gone");
            }
            String before = entity.state() == null ? "" : new String(entity.state(), UTF_8);
            return Decision.append(bytes(before + more), false, List.of(), bytes("did " + more));
        };
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
