package io.slipway.journal;

import java.util.List;

/**
 * One record to be: the full new state of one entity. Arrays are handed over: nobody changes them.
 *
 * @param base what the decision has seen: {@link Entity#seen} of the reading it was made from
 * @param state the whole new state; may be null if {@code gone}, must be if a key is destroyed
 * @param gone whether the entity ends with this. A gone {@link EntityKey#KEY} leaves no record of what it held
 * @param projections all entries of the new state
 * @param answered the changes decided together in this record, in order; none for a repair
 */
public record Change(
        EntityKey key, long base, byte[] state, boolean gone, List<Projection> projections, List<Answered> answered) {
    /**
     * @param changeId chosen by who asked, unique within the entity for 24 h
     * @param answer what that one is told, also when it asks again; null counts as empty
     */
    public record Answered(String changeId, byte[] answer) {
        /** Longest change id, in characters. */
        public static final int MAX_ID = 200;

        public Answered {
            if (changeId.isEmpty() || changeId.length() > MAX_ID) {
                throw new IllegalArgumentException("a change id has 1 … " + MAX_ID + " characters");
            }
            answer = answer == null ? new byte[0] : answer;
        }
    }

    public Change {
        projections = List.copyOf(projections);
        answered = List.copyOf(answered);
        if (!gone && state == null) {
            throw new IllegalArgumentException("a change carries the full state: " + key);
        }
        if (gone && state != null && key.destroyable()) {
            throw new IllegalArgumentException("a destroyed key leaves nothing: " + key);
        }
    }

    /** A record with one change in it. */
    public Change(
            EntityKey key,
            String changeId,
            long base,
            byte[] state,
            boolean gone,
            List<Projection> projections,
            byte[] answer) {
        this(key, base, state, gone, projections, List.of(new Answered(changeId, answer)));
    }
}
