package io.slipway.journal;

import java.util.Objects;

/**
 * What the follower writes into Redis besides a state: entries by which entities are found. A change carries <em>all</em>
 * entries of its new state; those of the state before that it doesn't name are taken back by the follower. So an entry
 * stands exactly as long as the state it came with, whichever records of the log are left to fill Redis from.
 *
 * <p>An entry belongs to one entity: no other may write the same key, or the same member of the same set. Names are
 * relative to the view; scripts get at them by the same names. Each 1 … 512 characters.
 */
public sealed interface Projection {
    /** Bytes under a key. */
    record PutBytes(String key, byte[] value) implements Projection {
        public PutBytes {
            Objects.requireNonNull(value);
        }
    }

    /**
     * A member of a sorted set.
     *
     * @param score at most 2^53 in size, so that Redis keeps it exactly
     */
    record Score(String zset, String member, long score) implements Projection {
        private static final long EXACT = 1L << 53;

        public Score {
            if (score > EXACT || score < -EXACT) {
                throw new IllegalArgumentException("not kept exactly: " + score);
            }
        }
    }

    /** A member of a set. */
    record AddMember(String set, String member) implements Projection {}

    /**
     * An amount in a table that keeps its sum under the empty name: a hash of members and amounts.
     *
     * @param amount 0 … 2^53
     */
    record Amount(String table, String member, long amount) implements Projection {
        public Amount {
            if (amount < 0 || amount > Score.EXACT) {
                throw new IllegalArgumentException("not an amount that is kept exactly: " + amount);
            }
        }
    }

    /**
     * Deletes a key that is no entry, such as what was noted aside while the entity grew. Done when the change is
     * accepted; it can't be taken back.
     */
    record Remove(String key) implements Projection {}
}
