package io.slipway.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.slipway.model.Digest;
import io.slipway.protocol.Edits;
import java.util.List;

/**
 * What an owner may change of a share while it stands.
 *
 * @param revision how often it was edited
 * @param lastEdit the change id of the last edit, so that repeating it is told apart from another one; null for none
 * @param limit downloads, 1 … {@link Edits#MAX_LIMIT}; 0: as many as there are
 * @param claims of a share with a limit; of one that had a limit, what was used
 * @param password null if there is none
 * @param wrapVersion of the wrapped share key
 * @param metaVersion of the sealed share meta
 * @param moreKeys records in {@code keys} beside the share's own: the wraps of files that were added later
 * @param untracked whether addresses stay out of the list of downloads
 */
record Terms(
        int revision,
        String lastEdit,
        int limit,
        Claims claims,
        Password password,
        long wrapVersion,
        long metaVersion,
        List<String> moreKeys,
        boolean untracked) {
    /** How long a share that is used up may still be opened again by a higher limit. */
    static final long USED_UP_MILLIS = 30_000;

    /** No limit, no password, never edited. */
    static final Terms FIRST = new Terms(0, null, 0, Claims.NONE, null, 1, 1, List.of(), false);

    /**
     * What a node keeps of a password.
     *
     * @param salt of an open share's; null for a sealed share, whose password the node never sees
     */
    record Password(Digest verifier, byte[] salt) {}

    Terms {
        claims = claims == null ? Claims.NONE : claims;
        moreKeys = moreKeys == null ? List.of() : List.copyOf(moreKeys);
        wrapVersion = Math.max(1, wrapVersion);
        metaVersion = Math.max(1, metaVersion);
    }

    static Terms of(Edits.Terms wish, Password password) {
        return new Terms(0, null, wish.limit(), Claims.NONE, password, 1, 1, List.of(), !wish.trackAddresses());
    }

    Terms with(Claims others) {
        return new Terms(revision, lastEdit, limit, others, password, wrapVersion, metaVersion, moreKeys, untracked);
    }

    /** When the share ends because its downloads are used up; {@link Share#NEVER} if they aren't. */
    @JsonIgnore
    long endsAt() {
        return limit == 0 ? Share.NEVER : claims.endsAt(limit, USED_UP_MILLIS);
    }

    /**
     * When those with a claim from before are done with a share that expires.
     *
     * @param latest they may not take longer
     */
    long finishedAt(long expiresAt, long latest) {
        return limit == 0 ? expiresAt : claims.finishedAt(expiresAt, latest);
    }

    /** Whether nobody new may have it. */
    boolean usedUp(long now) {
        return limit > 0 && claims.at(now, limit).used() >= limit;
    }

    Edits.Standing standing(int files, long now) {
        Claims present = limit == 0 ? claims : claims.at(now, limit);
        return new Edits.Standing(
                revision,
                wrapVersion,
                metaVersion,
                limit,
                present.used(),
                present.live(),
                password != null,
                !untracked,
                files);
    }
}
