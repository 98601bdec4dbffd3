package io.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntityChangesTest {
    private static final EntityKey KEY = new EntityKey("share", "a");

    private final Deque<Promise<Snapshot>> reads = new ArrayDeque<>();
    private final Deque<Promise<List<Verdict>>> appends = new ArrayDeque<>();
    private final List<Change> appended = new ArrayList<>();
    private final List<List<String>> asked = new ArrayList<>();
    private final EntityChanges changes = new EntityChanges(new Recording(), (keys, changeIds) -> {
        asked.add(changeIds);
        Promise<Snapshot> read = Promise.promise();
        reads.add(read);
        return read.future();
    });

    @Test
    void answersWhenTheLogHasAccepted() {
        Future<byte[]> answer = changes.change(KEY, "c1", append("one"));

        shown(Entity.unwritten(KEY));
        assertThat(answer.isComplete()).isFalse();
        judged(true);

        assertThat(text(answer)).isEqualTo("did one");
        assertThat(appended).singleElement().satisfies(change -> {
            assertThat(change.base()).isEqualTo(-1);
            assertThat(change.state()).isEqualTo(bytes("one"));
        });
    }

    @Test
    void decidesAgainOnWhatCameFirst_whenVoid() {
        Future<byte[]> answer = changes.change(
                KEY, "c1", (entity, now) -> append("after " + entity.version()).decide(entity, now));

        shown(entity("x", 7, 7));
        judged(false);
        shown(entity("y", 8, 9));
        judged(true);

        assertThat(text(answer)).isEqualTo("did after 8");
        assertThat(appended).extracting(Change::base).containsExactly(7L, 9L);
    }

    @Test
    void givesUpAsUnavailable_whenAlwaysVoid() {
        Future<byte[]> answer = changes.change(KEY, "c1", append("one"));

        for (int i = 0; i < EntityChanges.TRIES; i++) {
            assertThat(answer.isComplete()).isFalse();
            shown(entity("x", i, i));
            judged(false);
        }

        assertThat(problem(answer)).isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(reads).isEmpty();
    }

    @Test
    void tellsTheStoredAnswer_whenTheChangeWasMadeBefore() {
        Future<byte[]> answer = changes.change(KEY, "c1", append("one"));

        reads.remove().complete(new Snapshot(List.of(entity("x", 3, 3)), 0, List.of(Map.of("c1", bytes("long ago")))));

        assertThat(text(answer)).isEqualTo("long ago");
        assertThat(appended).isEmpty();
    }

    @Test
    void decidesThoseWhoWaitTogether_eachOnWhatTheOneBeforeMade() {
        Future<byte[]> first = changes.change(KEY, "c1", append("1"));
        Future<byte[]> second = changes.change(KEY, "c2", addTo("2"));
        Future<byte[]> third = changes.change(KEY, "c3", addTo("3"));
        Future<byte[]> repeated = changes.change(KEY, "c3", addTo("3"));
        shown(Entity.unwritten(KEY));
        judged(true);

        assertThat(text(first)).isEqualTo("did 1");
        shown(entity("1", 0, 0));
        judged(true);

        assertThat(appended).hasSize(2);
        assertThat(appended.get(1).state()).isEqualTo(bytes("123"));
        assertThat(appended.get(1).answered())
                .extracting(Change.Answered::changeId)
                .containsExactly("c2", "c3");
        assertThat(asked.get(1)).containsExactly("c2", "c3");
        assertThat(text(second)).isEqualTo("did 12");
        assertThat(text(third)).isEqualTo("did 123");
        assertThat(text(repeated)).isEqualTo("did 123");
    }

    @Test
    void holdsBackWhatRestsOnAnUnjudgedChange() {
        Promise<Void> busy = occupy();
        Future<byte[]> before = changes.change(KEY, "c1", (entity, now) -> Decision.answer(bytes("as it is")));
        Future<byte[]> change = changes.change(KEY, "c2", append("new"));
        Future<byte[]> refused = changes.change(KEY, "c3", (entity, now) -> {
            throw new Problem(ProblemCode.CONFLICT, new String(entity.state(), UTF_8));
        });
        busy.complete();
        shown(entity("old", 4, 4));

        assertThat(text(before)).isEqualTo("as it is");
        assertThat(change.isComplete()).isFalse();
        assertThat(refused.isComplete()).isFalse();
        judged(true);
        assertThat(refused.cause()).hasMessage("new");
    }

    @Test
    void tellsNobodyAnAnswer_whenTheOutcomeIsUnknown() {
        Promise<Void> busy = occupy();
        Future<byte[]> change = changes.change(KEY, "c2", append("new"));
        Future<byte[]> rests = changes.change(KEY, "c3", (entity, now) -> Decision.answer(entity.state()));
        Future<byte[]> later = changes.change(KEY, "c4", append("later"));
        busy.complete();
        shown(entity("old", 4, 4));
        appends.remove().fail(new Problem(ProblemCode.UNAVAILABLE, "outcome unknown"));

        assertThat(problem(change)).isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(problem(rests)).isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(problem(later)).isEqualTo(ProblemCode.UNAVAILABLE);
    }

    @Test
    void refusesOneTooMany() {
        Future<byte[]> first = changes.change(KEY, "c", append("x"));
        for (int i = 0; i < EntityChanges.MAX_WAITING; i++) {
            assertThat(changes.change(KEY, "c" + i, append("x")).isComplete()).isFalse();
        }

        Future<byte[]> oneTooMany = changes.change(KEY, "last", append("x"));

        assertThat(problem(oneTooMany)).isEqualTo(ProblemCode.OVER_CAPACITY);
        assertThat(first.isComplete()).isFalse();
    }

    @Test
    void leavesAnswersBeyondTheBoundToTheNextRecord() {
        Promise<Void> busy = occupy();
        byte[] large = new byte[Deliberation.MAX_ANSWER_BYTES / 2];
        List<Future<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(changes.change(
                    KEY, "c" + i, (entity, now) -> Decision.append(bytes("x"), false, List.of(), large)));
        }
        busy.complete();
        shown(entity("old", 4, 4));
        judged(true);
        shown(entity("x", 5, 5));
        judged(true);

        assertThat(appended).extracting(change -> change.answered().size()).containsExactly(2, 1);
        assertThat(answers).allMatch(Future::succeeded);
    }

    @Test
    void refusesAMalformedChange_andGoesOn() {
        Future<byte[]> malformed =
                changes.change(KEY, "c1", (entity, now) -> Decision.append(null, false, List.of(), null));
        shown(Entity.unwritten(KEY));
        Future<byte[]> next = changes.change(KEY, "c2", append("fine"));
        shown(Entity.unwritten(KEY));
        judged(true);

        assertThat(malformed.cause()).isInstanceOf(IllegalArgumentException.class);
        assertThat(text(next)).isEqualTo("did fine");
    }

    @Test
    void keepsRemovalsOfEveryDecision_butEntriesOfTheLastOnly() {
        Promise<Void> busy = occupy();
        var removal = new Projection.Remove("upload:a");
        var early = new Projection.AddMember("early", "a");
        var late = new Projection.AddMember("late", "a");
        Future<byte[]> first = changes.change(
                KEY, "c1", (entity, now) -> Decision.append(bytes("1"), false, List.of(removal, early), null));
        Future<byte[]> second =
                changes.change(KEY, "c2", (entity, now) -> Decision.append(bytes("2"), false, List.of(late), null));
        busy.complete();
        shown(entity("0", 1, 1));
        judged(true);

        assertThat(appended.get(0).projections()).containsExactly(removal, late);
        assertThat(first.succeeded() && second.succeeded()).isTrue();
    }

    /** Lets the entity be busy so that what follows is decided together; ends when the promise does. */
    private Promise<Void> occupy() {
        Future<byte[]> occupying = changes.change(KEY, "busy", (entity, now) -> Decision.answer(null));
        Promise<Snapshot> read = reads.remove();
        Promise<Void> end = Promise.promise();
        end.future().onSuccess(v -> read.complete(new Snapshot(List.of(entity("0", 1, 1)), 0, List.of(Map.of()))));
        assertThat(occupying.isComplete()).isFalse();
        return end;
    }

    private void shown(Entity entity) {
        reads.remove().complete(new Snapshot(List.of(entity), 1_000, List.of(new HashMap<>())));
    }

    private void judged(boolean accepted) {
        appends.remove().complete(List.of(new Verdict(0, accepted)));
    }

    private static Entity entity(String state, long version, long seen) {
        return new Entity(KEY, bytes(state), false, version, seen);
    }

    private static Decider append(String state) {
        return (entity, now) -> Decision.append(bytes(state), false, List.of(), bytes("did " + state));
    }

    private static Decider addTo(String more) {
        return (entity, now) -> append(new String(entity.state(), UTF_8) + more).decide(entity, now);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Future<byte[]> answer) {
        return new String(answer.result(), UTF_8);
    }

    private static ProblemCode problem(Future<byte[]> answer) {
        return ((Problem) answer.cause()).code();
    }

    private final class Recording implements Journal {
        @Override
        public Future<List<Verdict>> append(List<Change> changes) {
            appended.addAll(changes);
            Promise<List<Verdict>> append = Promise.promise();
            appends.add(append);
            return append.future();
        }

        @Override
        public Future<Integer> repairOwed(int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Boolean> forget(EntityKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> heartbeat() {
            throw new UnsupportedOperationException();
        }
    }
}
