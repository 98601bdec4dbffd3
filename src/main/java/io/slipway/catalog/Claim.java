package io.slipway.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.slipway.model.Digest;

/** One receiver's right to download a share with a limit; see {@link Claims}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Claim.Live.class, name = "live"),
    @JsonSubTypes.Type(value = Claim.Spent.class, name = "spent"),
})
sealed interface Claim permits Claim.Live, Claim.Spent {
    /** SHA-256 of the token, or a pseudonym of address and user agent. */
    Digest holder();

    long since();

    /** The last progress. */
    long seen();

    /** Counts the responses of a holder that may have one at a time only; 0 for others. */
    int turn();

    @JsonIgnore
    default long deadAt() {
        return Math.min(seen() + Claims.SILENCE_MILLIS, since() + Claims.LONGEST_MILLIS);
    }

    /** Bytes sent for it, as far as that was told: may lag by a part and a minute. */
    long sent();

    /** Whether bytes of these parts may be sent without charging anything. */
    boolean covers(int parts);

    Claim seen(long now, int turn);

    /** @param parts charged, a bit each */
    record Live(Digest holder, long since, long seen, int turn, int parts, long sent) implements Claim {
        @Override
        public boolean covers(int wanted) {
            return (parts & wanted) == wanted;
        }

        @Override
        public Live seen(long now, int turn) {
            return new Live(holder, since, Math.max(seen, now), turn, parts, sent);
        }
    }

    /**
     * Counted. What was lost on the way may be fetched again.
     *
     * @param done whether the receiver has said verified, or a client without a token was sent all it asked for
     */
    record Spent(Digest holder, long since, long seen, int turn, boolean done, long sent) implements Claim {
        @Override
        public boolean covers(int wanted) {
            return true;
        }

        @Override
        public Spent seen(long now, int turn) {
            return new Spent(holder, since, Math.max(seen, now), turn, done, sent);
        }
    }
}
