package io.slipway.journal;

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

/**
 * Changes entities, one turn at a time for each: reads it, lets those who wait decide, appends what they decided as one
 * record, and answers when the log has accepted it. If the record is void, the turn reads and decides again.
 *
 * <pre>
 *   change() ──▶ in line ──▶ read ──▶ decide ──▶ append ──accepted──▶ answer
 *                             ▲                      │
 *                             └──────── void ────────┘   at most {@value #TRIES} times
 * </pre>
 *
 * <p>Thread-safe. Answers come on the context of whoever asked.
 */
public final class EntityChanges {
    /** Most changes that may stand in line for one entity. */
    public static final int MAX_WAITING = 1024;

    /** Most changes decided together. */
    public static final int MAX_TOGETHER = 64;

    /** How often a turn decides before it gives up. */
    public static final int TRIES = 20;

    private final Journal journal;
    private final EntityReader reader;
    private final Map<EntityKey, Deque<Waiting>> lines = new HashMap<>();

    public EntityChanges(Journal journal, EntityReader reader) {
        this.journal = journal;
        this.reader = reader;
    }

    private record Waiting(String changeId, Decider decider, Promise<byte[]> promise) implements Deliberation.Wish {}

    /**
     * Changes an entity.
     *
     * @param changeId chosen by who asks, unique within the entity; asking again with it within 24 h gets the same answer
     * @return what the decision answers, once it is a fact. Fails with what the decider throws; with {@code UNAVAILABLE}
     *     if the outcome is unknown; with {@code OVER_CAPACITY} if too many wait for this entity
     */
    public Future<byte[]> change(EntityKey key, String changeId, Decider decider) {
        Waiting waiting = new Waiting(changeId, decider, Promise.promise());
        boolean first;
        synchronized (lines) {
            Deque<Waiting> line = lines.get(key);
            first = line == null;
            if (first) {
                line = new ArrayDeque<>();
                lines.put(key, line);
            } else if (line.size() >= MAX_WAITING) {
                return Future.failedFuture(
                        new Problem(ProblemCode.OVER_CAPACITY, "too many changes of one entity are waiting"));
            }
            line.add(waiting);
        }
        if (first) {
            nextTurn(key);
        }
        return CallerContext.here(waiting.promise.future());
    }

    private void nextTurn(EntityKey key) {
        List<Waiting> turn = new ArrayList<>();
        synchronized (lines) {
            Deque<Waiting> line = lines.get(key);
            while (turn.size() < MAX_TOGETHER && !line.isEmpty()) {
                turn.add(line.remove());
            }
            if (turn.isEmpty()) {
                lines.remove(key);
                return;
            }
        }
        round(key, turn, TRIES);
    }

    private void round(EntityKey key, List<Waiting> turn, int tries) {
        List<String> changeIds = turn.stream().map(Waiting::changeId).distinct().toList();
        reader.read(List.of(key), changeIds)
                .onSuccess(snapshot -> decide(key, turn, snapshot, tries))
                .onFailure(failure -> fail(key, turn, failure));
    }

    private void decide(EntityKey key, List<Waiting> turn, Snapshot snapshot, int tries) {
        Deliberation.Result<Waiting> result =
                Deliberation.on(snapshot.entities().get(0), snapshot.answers().get(0), snapshot.now(), turn);
        result.standing().forEach(EntityChanges::tell);
        putBack(key, result.left());
        if (result.change() == null) {
            nextTurn(key);
            return;
        }
        List<Waiting> still =
                result.waiting().stream().map(Deliberation.Outcome::wish).toList();
        journal.append(List.of(result.change()))
                .onSuccess(verdicts -> {
                    if (verdicts.get(0).accepted()) {
                        result.waiting().forEach(EntityChanges::tell);
                        nextTurn(key);
                    } else if (tries > 1) {
                        round(key, still, tries - 1);
                    } else {
                        fail(key, still, new Problem(ProblemCode.UNAVAILABLE, "other changes kept coming first"));
                    }
                })
                .onFailure(failure -> fail(key, still, failure));
    }

    private void putBack(EntityKey key, List<Waiting> left) {
        synchronized (lines) {
            Deque<Waiting> line = lines.get(key);
            for (int i = left.size() - 1; i >= 0; i--) {
                line.addFirst(left.get(i));
            }
        }
    }

    private static void tell(Deliberation.Outcome<Waiting> outcome) {
        Promise<byte[]> promise = outcome.wish().promise();
        if (outcome.refusal() == null) {
            promise.complete(outcome.answer());
        } else {
            promise.fail(outcome.refusal());
        }
    }

    private void fail(EntityKey key, List<Waiting> turn, Throwable failure) {
        turn.forEach(waiting -> waiting.promise().fail(failure));
        nextTurn(key);
    }
}
