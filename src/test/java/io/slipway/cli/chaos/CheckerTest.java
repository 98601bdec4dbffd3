package io.slipway.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.chaos.Checker.Rule;
import io.slipway.cli.chaos.Checker.Violation;
import io.slipway.cli.chaos.Event.Act;
import io.slipway.cli.chaos.History.Promise;
import io.slipway.model.Digest;
import io.slipway.seal.Digests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A good history holds; each corruption of it is found, under its own name and no other. */
class CheckerTest {
    private static final Digest RIGHT = Digests.sha256(new byte[] {1});
    private static final Digest WRONG = Digests.sha256(new byte[] {2});
    private static final long LIFETIME = 100_000;
    private static final Set<Rule> ALL = Set.of(Rule.values());

    private static Event event(Act act, long chunk, long began, int status, String code, Digest digest) {
        return new Event("f", act, chunk, began, began + 5, status, code, digest);
    }

    /** Two chunks, complete at 1,035; read at 2,000 and 3,000; deleted at 4,005; refused at 5,000. */
    private static List<Event> good() {
        return List.of(
                event(Act.CREATE, 0, 1_000, 201, "", null),
                event(Act.PUT, 0, 1_010, 0, "", null),
                event(Act.PUT, 0, 1_015, 201, "", null),
                event(Act.PUT, 1, 1_020, 201, "", null),
                event(Act.COMPLETE, 0, 1_030, 200, "", null),
                event(Act.READ, 0, 2_000, 503, "UNAVAILABLE", null),
                event(Act.READ, 0, 3_000, 200, "", RIGHT),
                event(Act.DELETE, 0, 4_000, 200, "", null),
                event(Act.READ, 0, 5_000, 410, "GONE", null));
    }

    private static List<Violation> check(List<Event> events) {
        return Checker.check(events, Map.of("f", new Promise(RIGHT, LIFETIME, 2)), ALL);
    }

    private static List<Event> with(int index, UnaryOperator<Event> corruption) {
        List<Event> events = new ArrayList<>(good());
        events.set(index, corruption.apply(events.get(index)));
        return events;
    }

    private static UnaryOperator<Event> answered(int status, String code, Digest digest) {
        return event ->
                new Event(event.file(), event.act(), event.chunk(), event.began(), event.ended(), status, code, digest);
    }

    private static UnaryOperator<Event> at(long began, long ended) {
        return event -> new Event(
                event.file(), event.act(), event.chunk(), began, ended, event.status(), event.code(), event.digest());
    }

    private static void assertOnly(List<Event> events, Rule rule) {
        assertThat(check(events)).extracting(Violation::rule).containsExactly(rule);
    }

    @Test
    void aGoodHistoryHolds() {
        assertThat(check(good())).isEmpty();
    }

    @Test
    void otherBytesAreFound() {
        assertOnly(with(6, answered(200, "", WRONG)), Rule.WRONG_BYTES);
    }

    @Test
    void aCompleteFileThatIsRefusedIsLost() {
        List<Event> events = new ArrayList<>(good());
        events.add(7, event(Act.READ, 0, 3_500, 404, "NOT_FOUND", null));
        assertOnly(events, Rule.LOST);
    }

    @Test
    void whatHasNoOutcomeOrIsBusyIsNotLost() {
        List<Event> events = new ArrayList<>(good());
        events.add(event(Act.READ, 0, 3_500, 0, "", null));
        events.add(event(Act.READ, 0, 3_600, 503, "UNAVAILABLE", null));
        events.add(event(Act.READ, 0, 3_700, 429, "RATE_LIMITED", null));
        assertThat(check(events)).isEmpty();
    }

    @Test
    void aRefusalBeforeCompletionOrWhileItIsDeletedIsNoLoss() {
        List<Event> events = new ArrayList<>(good());
        events.add(event(Act.READ, 0, 1_025, 409, "NOT_COMPLETE", null));
        events.add(new Event("f", Act.READ, 0, 3_999, 4_000, 410, "GONE", null));
        assertThat(check(events)).isEmpty();

        events.add(new Event("f", Act.READ, 0, 3_998, 3_999, 410, "GONE", null));
        assertOnly(events, Rule.LOST);
    }

    @Test
    void acknowledgedChunksThatAreAskedForAgainAreFound() {
        assertOnly(
                List.of(
                        event(Act.CREATE, 0, 1_000, 201, "", null),
                        event(Act.PUT, 0, 1_010, 201, "", null),
                        event(Act.COMPLETE, 0, 1_020, 409, "INCOMPLETE", null)),
                Rule.ASKED_AGAIN);
    }

    @Test
    void aChunkWithoutAnOutcomeMayBeAskedForAgain() {
        assertThat(check(List.of(
                        event(Act.PUT, 0, 1_010, 201, "", null),
                        event(Act.PUT, 1, 1_010, 0, "", null),
                        event(Act.COMPLETE, 0, 1_020, 409, "INCOMPLETE", null))))
                .isEmpty();
    }

    @Test
    void aDeletedFileThatIsDeliveredIsFound_oneThatWasBeingDeliveredIsNot() {
        assertOnly(with(8, answered(200, "", RIGHT)), Rule.BACK_FROM_DELETION);

        List<Event> events = new ArrayList<>(good());
        events.add(new Event("f", Act.READ, 0, 4_005, 6_000, 200, "", RIGHT));
        assertThat(check(events)).isEmpty();
        events.add(new Event("f", Act.READ, 0, 4_006, 6_000, 200, "", RIGHT));
        assertOnly(events, Rule.BACK_FROM_DELETION);
    }

    @Test
    void aFileThatOutlivesItsTimeIsFound_butNotBeforeTheTolerance() {
        List<Event> events = new ArrayList<>(good().subList(0, 7));
        long over = 1_035 + LIFETIME + Checker.LATE;
        events.add(event(Act.READ, 0, over, 200, "", RIGHT));
        assertThat(check(events)).isEmpty();

        events.add(event(Act.READ, 0, over + 1, 200, "", RIGHT));
        assertOnly(events, Rule.OUTLIVED);
    }

    @Test
    void aRefusalWhenTheTimeIsAboutOverIsNoLoss_oneBeforeIs() {
        List<Event> events = new ArrayList<>(good().subList(0, 7));
        long end = 1_030 + LIFETIME - Checker.APART;
        events.add(new Event("f", Act.READ, 0, end - 5, end, 410, "GONE", null));
        assertThat(check(events)).isEmpty();

        events.add(new Event("f", Act.READ, 0, end - 6, end - 1, 410, "GONE", null));
        assertOnly(events, Rule.LOST);
    }

    @Test
    void aFileThatNeverComesIsStuck() {
        assertOnly(with(6, answered(503, "UNAVAILABLE", null)), Rule.STUCK);
    }

    @Test
    void aNodeThatSaysItIsBrokenIsFound() {
        assertOnly(with(5, answered(500, "INTERNAL", null)), Rule.BROKEN);
    }

    @Test
    void filesAreJudgedApart_andOnlyByTheRulesThatHold() {
        List<Event> events = new ArrayList<>(with(6, answered(200, "", WRONG)));
        events.add(new Event("g", Act.COMPLETE, 0, 1, 2, 200, "", null));
        events.add(new Event("g", Act.READ, 0, 10, 11, 404, "NOT_FOUND", null));
        Map<String, Promise> promises =
                Map.of("f", new Promise(RIGHT, LIFETIME, 2), "g", new Promise(RIGHT, Long.MAX_VALUE, 2));

        assertThat(Checker.check(events, promises, Set.of(Rule.WRONG_BYTES)))
                .extracting(Violation::rule)
                .containsExactly(Rule.WRONG_BYTES);
        assertThat(Checker.check(events, promises, ALL))
                .extracting(Violation::rule)
                .containsExactlyInAnyOrder(Rule.WRONG_BYTES, Rule.LOST, Rule.STUCK);
    }

    @Test
    void anEventIsAfterAnotherOnlyIfItBeganWhenThatHadEnded() {
        // began before the completion was acknowledged: it may have been refused rightly
        assertThat(check(with(5, at(1_034, 2_005).andThen(answered(404, "NOT_FOUND", null))::apply)))
                .isEmpty();
    }
}
