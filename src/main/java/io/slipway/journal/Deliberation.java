package io.slipway.journal;

import io.slipway.journal.Change.Answered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides wishes for one entity one after the other, each on what the one before made of it, and gathers what they change
 * into one record. Pure.
 *
 * <p>What was decided before the first change rests on what was read, and stands. All after it rests on a record that may
 * yet be void, and must wait for its verdict.
 */
final class Deliberation {
    /** Most bytes of answers in one record; wishes beyond are left for the next. */
    static final int MAX_ANSWER_BYTES = 256 * 1024;

    /** Somebody's wish to change the entity. */
    interface Wish {
        String changeId();

        Decider decider();
    }

    /** What a wish comes to: an answer, or a refusal. */
    record Outcome<W extends Wish>(W wish, byte[] answer, RuntimeException refusal) {}

    /**
     * @param standing to be told at once
     * @param waiting to be told when the change is accepted
     * @param change the record to append, or null if nothing changes
     * @param left wishes that found no room
     */
    record Result<W extends Wish>(List<Outcome<W>> standing, List<Outcome<W>> waiting, Change change, List<W> left) {}

    private Deliberation() {}

    static <W extends Wish> Result<W> on(Entity read, Map<String, byte[]> known, long now, List<W> wishes) {
        List<Outcome<W>> standing = new ArrayList<>();
        List<Outcome<W>> waiting = new ArrayList<>();
        Draft draft = new Draft(read);
        for (int i = 0; i < wishes.size(); i++) {
            W wish = wishes.get(i);
            if (draft.answerBytes >= MAX_ANSWER_BYTES) {
                return new Result<>(standing, waiting, draft.change, wishes.subList(i, wishes.size()));
            }
            byte[] before = known.get(wish.changeId());
            if (before != null) {
                standing.add(new Outcome<>(wish, before, null));
                continue;
            }
            Outcome<W> outcome = decide(draft, wish, now);
            (draft.change != null ? waiting : standing).add(outcome);
        }
        return new Result<>(standing, waiting, draft.change, List.of());
    }

    private static <W extends Wish> Outcome<W> decide(Draft draft, W wish, long now) {
        byte[] repeated = draft.answers.get(wish.changeId());
        if (repeated != null) {
            return new Outcome<>(wish, repeated, null);
        }
        try {
            Decision decision = wish.decider().decide(draft.entity, now);
            if (decision instanceof Decision.Append append) {
                draft.apply(append, wish.changeId());
            }
            return new Outcome<>(wish, decision.answer(), null);
        } catch (RuntimeException refusal) {
            return new Outcome<>(wish, null, refusal);
        }
    }

    /** The record as it grows. */
    private static final class Draft {
        private final long base;
        private final Map<String, byte[]> answers = new HashMap<>();
        private Entity entity;
        private Change change;
        private int answerBytes;

        private Draft(Entity read) {
            this.base = read.seen();
            this.entity = read;
        }

        private void apply(Decision.Append append, String changeId) {
            Answered done = new Answered(changeId, append.answer());
            List<Projection> projections = new ArrayList<>(removals());
            projections.addAll(append.projections());
            List<Answered> together = new ArrayList<>(change == null ? List.of() : change.answered());
            together.add(done);
            change = new Change(entity.key(), base, append.state(), append.gone(), projections, together);
            // The least offset its record can get: it was written, whatever its place will be.
            long version = base + 1;
            entity = new Entity(entity.key(), append.state(), append.gone(), version, version);
            answers.put(changeId, done.answer());
            answerBytes += done.answer().length;
        }

        /** Entries belong to the state and go with it; what was removed on the way stays removed. */
        private List<Projection> removals() {
            return change == null
                    ? List.of()
                    : change.projections().stream()
                            .filter(Projection.Remove.class::isInstance)
                            .toList();
        }
    }
}
