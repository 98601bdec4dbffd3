package io.slipway.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Verifier;
import java.util.List;

/**
 * What one link offers, as a state. Times are ms since 1970 by Redis's clock.
 *
 * <pre>
 *              allFilesComplete            delete
 *  ┌──────────┐           ┌─────────┐            ┌─────────┐
 *  │ Arriving ├──────────►│ Offered ├───────────►│ Deleted │
 *  └────┬─────┘           └────┬────┘◄───────────┴────┬────┘
 *       │ delete               │        undo          │
 *       └──────────────────────┼─────────────────────►│
 *       until passes           │ expired or used up   │ undoUntil passes
 *       └──────────────────────┴──────────────────────┴───► gone (a tombstone, then nothing)
 * </pre>
 *
 * <p>Expiry is decided when reading: {@link #visible} refuses a state whose time has passed, whether the sweep has been
 * there or not. An offer closes first, for all who haven't begun, and ends when those with a claim are done, at most {@link
 * #FINISH_MILLIS} later.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Share.Arriving.class, name = "arriving"),
    @JsonSubTypes.Type(value = Share.Offered.class, name = "offered"),
    @JsonSubTypes.Type(value = Share.Deleted.class, name = "deleted"),
})
sealed interface Share permits Share.Arriving, Share.Offered, Share.Deleted {
    /** A time that never comes. */
    long NEVER = Long.MAX_VALUE;

    /** How long after a share expired a download with a claim from before may still take. */
    long FINISH_MILLIS = 30 * 60_000L;

    /**
     * What stays from state to state.
     *
     * @param changeId the change that created it, so that repeating the creation is told apart from a taken id
     * @param lifetime ms from completion to expiry; {@link #NEVER} for none
     * @param owner SHA-256 of the owner's capability
     * @param read SHA-256 of the readers' capability; null for open shares
     * @param commit the share key's commitment; null for open shares
     * @param meta the sealed share meta; null if there is none
     * @param keyId the record in {@code keys} that holds the wraps of a sealed share; null for open shares
     * @param terms what its owner may change
     * @param live whether nothing of its files is kept: they come from the sender's page, as long as that is open
     */
    record Offer(
            Mode mode,
            String changeId,
            long createdAt,
            long lifetime,
            Digest owner,
            Digest read,
            byte[] commit,
            byte[] meta,
            String keyId,
            List<FileId> files,
            Terms terms,
            boolean live) {
        public Offer {
            terms = terms == null ? Terms.FIRST : terms;
        }

        /** Of a share whose files are kept. */
        Offer(
                Mode mode,
                String changeId,
                long createdAt,
                long lifetime,
                Digest owner,
                Digest read,
                byte[] commit,
                byte[] meta,
                String keyId,
                List<FileId> files,
                Terms terms) {
            this(mode, changeId, createdAt, lifetime, owner, read, commit, meta, keyId, files, terms, false);
        }

        Offer without(FileId file) {
            List<FileId> others =
                    files.stream().filter(one -> !one.equals(file)).toList();
            return new Offer(
                    mode, changeId, createdAt, lifetime, owner, read, commit, meta, keyId, others, terms, live);
        }

        Offer with(Terms others) {
            return new Offer(
                    mode, changeId, createdAt, lifetime, owner, read, commit, meta, keyId, files, others, live);
        }
    }

    Offer offer();

    /** The same state of another offer. */
    Share with(Offer offer);

    /** When this state ends by itself. */
    @JsonIgnore
    long endsAt();

    /** From when on it lets nobody in but those with a claim from before; not after {@link #endsAt}. */
    @JsonIgnore
    default long closesAt() {
        return endsAt();
    }

    /** Files are still arriving. @param until when an upload that isn't finished is given up; a live share stays like this */
    record Arriving(Offer offer, long until) implements Share {
        @Override
        public long endsAt() {
            return until;
        }

        @Override
        public Arriving with(Offer other) {
            return new Arriving(other, until);
        }
    }

    /** Complete and open to its readers, until it expires or its downloads are used up. */
    record Offered(Offer offer, long expiresAt) implements Share {
        @Override
        public long endsAt() {
            return expiresAt == NEVER || offer.terms().endsAt() < expiresAt
                    ? offer.terms().endsAt()
                    : offer.terms().finishedAt(expiresAt, expiresAt + FINISH_MILLIS);
        }

        @Override
        @JsonIgnore
        public long closesAt() {
            return Math.min(expiresAt, offer.terms().endsAt());
        }

        @Override
        public Offered with(Offer other) {
            return new Offered(other, expiresAt);
        }
    }

    /** Hidden by its owner, who may take that back for a while. @param before what it goes back to */
    record Deleted(Share before, long undoUntil) implements Share {
        @Override
        @JsonIgnore
        public Offer offer() {
            return before.offer();
        }

        @Override
        public long endsAt() {
            return undoUntil;
        }

        @Override
        public Deleted with(Offer other) {
            return new Deleted(before.with(other), undoUntil);
        }
    }

    /** When its readers lose it; for an arriving share as if it were complete now, which is the soonest. */
    default long endsForReaders(long now) {
        if (this instanceof Deleted deleted) {
            return deleted.before.endsForReaders(now);
        }
        return this instanceof Arriving arriving && !arriving.offer.live()
                ? plus(now, arriving.offer.lifetime())
                : closesAt();
    }

    /**
     * All files are there: the lifetime begins. Anything but {@link Arriving} stays as it is.
     *
     * @throws Problem {@code GONE} when its time is over: what has ended doesn't come back
     */
    default Share completed(long now) {
        if (over(now)) {
            throw gone();
        }
        if (this instanceof Arriving arriving) {
            return new Offered(arriving.offer, plus(now, arriving.offer.lifetime()));
        }
        if (this instanceof Deleted deleted) {
            return new Deleted(deleted.before.completed(now), deleted.undoUntil);
        }
        return this;
    }

    /** The owner deletes it; deleting twice changes nothing. */
    default Share deleted(long now, long undoMillis) {
        return this instanceof Deleted ? this : new Deleted(this, now + undoMillis);
    }

    /** The owner takes a deletion back. @throws Problem {@code GONE} when it is too late */
    default Share undone(long now) {
        if (this instanceof Deleted deleted) {
            if (now >= deleted.undoUntil || now >= deleted.before.closesAt()) {
                throw gone();
            }
            return deleted.before;
        }
        return this;
    }

    /** The sweep ends it for good, which nothing takes back: from then on its keys may be destroyed. */
    default Share ended() {
        return this instanceof Deleted ? this : new Deleted(this, endsAt());
    }

    /** Whether the sweep may end it. */
    default boolean over(long now) {
        return now >= endsAt();
    }

    /** Whether nobody may begin any more. */
    default boolean closed(long now) {
        return now >= closesAt();
    }

    /** Whether somebody has a claim that may go on although the share is closed. @param holder null for nobody */
    default boolean continues(Digest holder, long now) {
        Terms terms = offer().terms();
        return holder != null
                && terms.limit() > 0
                && !over(now)
                && terms.claims().at(now, terms.limit()).of(holder).isPresent();
    }

    /**
     * Lets in whoever may read it.
     *
     * @param proof SHA-256 of the capability presented, or null
     * @throws Problem {@code NOT_FOUND} for a wrong or missing proof, {@code GONE} for the right one when its time is over
     */
    default void visible(Digest proof, long now) {
        visible(proof, null, now);
    }

    /** As {@link #visible(Digest, long)}, and whoever goes on with a claim from before. @param holder null for nobody */
    default void visible(Digest proof, Digest holder, long now) {
        within(proof, now);
        if (closed(now) && !continues(holder, now)) {
            throw gone();
        }
    }

    /** As {@link #visible(Digest, long)}, until the last who may go on must be done: for what was begun in time. */
    default void within(Digest proof, long now) {
        boolean owner = isOwner(proof);
        boolean reader = offer().mode() == Mode.OPEN || matches(proof, offer().read());
        if (!owner && !reader) {
            throw unknown();
        }
        if (over(now) || (this instanceof Deleted && !owner)) {
            throw gone();
        }
    }

    /** Lets in the owner only. @throws Problem {@code NOT_FOUND} for a wrong proof, {@code GONE} when its time is over */
    default void owned(Digest proof, long now) {
        if (!isOwner(proof)) {
            throw unknown();
        }
        if (closed(now)) {
            throw gone();
        }
    }

    default boolean isOwner(Digest proof) {
        return matches(proof, offer().owner());
    }

    /** Both sides are SHA-256 values of secrets: timing tells nothing about the secrets, yet costs nothing to hide. */
    static boolean matches(Digest proof, Digest verifier) {
        return verifier != null && Verifier.matches(verifier, proof);
    }

    static long plus(long time, long duration) {
        return duration == NEVER || time == NEVER ? NEVER : time + duration;
    }

    static Problem unknown() {
        return new Problem(ProblemCode.NOT_FOUND, "there is nothing here, or not for you");
    }

    static Problem gone() {
        return new Problem(ProblemCode.GONE, "this share has expired or was deleted");
    }
}
