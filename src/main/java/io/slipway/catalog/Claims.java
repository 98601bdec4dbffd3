package io.slipway.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The downloads of a share with a limit: those used, and those that may still become one. Pure; times are ms by Redis's
 * clock. The share is cut into {@value #PARTS} parts, and a part is charged before a byte of it is sent, so whatever a
 * crash leaves standing has never counted too little.
 *
 * <pre>
 *            take                  every part charged, or verified
 *  nothing ───────► Live ──────────────────────────────────────────► Spent ──► forgotten
 *                    │                 one more is used                   verified and old, or silent
 *                    └── silent, too old, or given back: its parts go to {@code spare};
 *                        {@value #PARTS} of those are one download used
 * </pre>
 *
 * <p>At any time {@code used + live ≤ limit}: a live claim that ends adds at most what it took away.
 *
 * @param used downloads used
 * @param spare parts charged to claims that came to nothing, 0 … {@value #PARTS} - 1
 * @param usedUpAt when the limit was reached; 0 while it isn't
 * @param open the claims that somebody may still go on with
 */
record Claims(int used, int spare, long usedUpAt, List<Claim> open) {
    static final int PARTS = 16;
    /** A claim without progress for so long is dead. */
    static final long SILENCE_MILLIS = 30 * 60_000L;
    /** A claim lives no longer than this. */
    static final long LONGEST_MILLIS = 24 * 3_600_000L;
    /** Claims of one share that may be live at once: each is in every record of the share. */
    static final int MAX_LIVE = 256;
    /** Spent claims that are remembered for those who have lost something on the way. */
    static final int MAX_SPENT = 64;

    /** Beside the share's size again, for what was lost on the way: a chunk. */
    static final long SLACK_BYTES = 1 << 20;

    static final Claims NONE = new Claims(0, 0, 0, List.of());

    private static final int ALL = (1 << PARTS) - 1;

    Claims {
        open = List.copyOf(open);
    }

    @JsonIgnore
    int live() {
        return (int) open.stream().filter(Claim.Live.class::isInstance).count();
    }

    /** How many more may begin under this limit. */
    int remaining(int limit) {
        return Math.max(0, limit - used - live());
    }

    Optional<Claim> of(Digest holder) {
        return open.stream().filter(claim -> claim.holder().equals(holder)).findFirst();
    }

    /** Buries the dead. Every other step begins with this. */
    Claims at(long now, int limit) {
        Claims next = this;
        for (Claim claim : open) {
            if (now >= claim.deadAt()) {
                next = next.without(claim, now, limit);
            }
        }
        return next;
    }

    /**
     * Takes a claim, or goes on with the one there is.
     *
     * @param plain whether the holder may have one response at a time only
     * @throws Problem {@code GONE} when the limit is used up or this claim is over; {@code LIMIT_BUSY} when it may come free
     */
    Claims taken(Digest holder, boolean plain, long now, int limit) {
        Claims next = at(now, limit);
        Optional<Claim> known = next.of(holder);
        if (known.isPresent()) {
            Claim claim = known.get();
            if (claim instanceof Claim.Spent spent && spent.done() && !plain) {
                throw over();
            }
            return next.with(claim.seen(now, plain ? claim.turn() + 1 : 0));
        }
        if (next.used >= limit) {
            throw usedUp();
        }
        if (next.remaining(limit) == 0 || next.live() >= MAX_LIVE) {
            throw busy();
        }
        return next.with(new Claim.Live(holder, now, now, plain ? 1 : 0, 0, 0));
    }

    /** A client without a token begins anew after it was sent everything: that is another download. */
    Claims forgotten(Digest holder, long now, int limit) {
        Claims next = at(now, limit);
        return next.of(holder)
                .filter(claim -> claim instanceof Claim.Spent spent && spent.done())
                .map(claim -> next.without(claim, now, limit))
                .orElse(next);
    }

    /**
     * Charges parts before bytes of them are sent.
     *
     * @param turn of the response that asks
     * @param parts a bit each
     * @param more bytes sent since that was last told
     * @param size of the share in bytes; no claim gets more than twice as much and a chunk
     * @throws Problem {@code GONE} if the claim is dead or over, has all it may have, or another response has taken its place
     */
    Claims charged(Digest holder, int turn, int parts, long more, long size, long now, int limit) {
        Claims next = at(now, limit);
        Claim claim = next.of(holder).filter(one -> one.turn() == turn).orElseThrow(Claims::over);
        long sent = claim.sent() + more;
        if (sent > 2 * size + SLACK_BYTES) {
            throw over();
        }
        if (claim instanceof Claim.Spent spent) {
            return next.with(new Claim.Spent(holder, spent.since(), now, turn, spent.done(), sent));
        }
        Claim.Live live = (Claim.Live) claim;
        Claim.Live charged = new Claim.Live(holder, live.since(), now, turn, live.parts() | parts, sent);
        return charged.parts() == ALL ? next.spent(charged, now, limit, false) : next.with(charged);
    }

    /**
     * The receiver has checked every byte, whichever way the bytes came. Saying it twice changes nothing.
     *
     * @throws Problem as {@link #taken}, if there is no such claim any more
     */
    Claims verified(Digest holder, long now, int limit) {
        Claims next = at(now, limit);
        Optional<Claim> known = next.of(holder);
        if (known.isPresent() && known.get() instanceof Claim.Spent spent) {
            return spent.done()
                    ? next
                    : next.with(new Claim.Spent(holder, spent.since(), now, spent.turn(), true, spent.sent()));
        }
        Claims taken = known.isPresent() ? next : next.taken(holder, false, now, limit);
        return taken.spent((Claim.Live) taken.of(holder).orElseThrow(), now, limit, true);
    }

    /** A client without a token was sent all it asked for. */
    Claims delivered(Digest holder, int turn, long now, int limit) {
        Claims next = at(now, limit);
        return next.of(holder)
                .filter(claim -> claim instanceof Claim.Spent && claim.turn() == turn)
                .map(claim -> (Claim.Spent) claim)
                .map(spent -> next.with(new Claim.Spent(holder, spent.since(), now, turn, true, spent.sent())))
                .orElse(next);
    }

    /** The holder doesn't want it any more. */
    Claims returned(Digest holder, long now, int limit) {
        Claims next = at(now, limit);
        return next.of(holder).map(claim -> next.without(claim, now, limit)).orElse(next);
    }

    /** The limit is another one now: live claims beyond it end, the youngest first. @param limit at least {@code used} */
    Claims limited(long now, int limit) {
        Claims next = at(now, limit);
        while (next.used + next.live() > limit) {
            Claim youngest = next.open.stream()
                    .filter(Claim.Live.class::isInstance)
                    .max(Comparator.comparingLong(Claim::since))
                    .orElseThrow();
            next = next.without(youngest, now, limit);
        }
        return new Claims(next.used, next.spare, next.used >= limit ? Math.max(usedUpAt, now) : 0, next.open);
    }

    /**
     * When a share with this limit ends because it is used up: the time of undo after the last download was used, and not
     * while somebody may still be fetching what was lost on the way. {@link Share#NEVER} while it isn't used up.
     */
    long endsAt(int limit, long undoMillis) {
        if (used < limit || usedUpAt == 0) {
            return Share.NEVER;
        }
        return finishedAt(usedUpAt + undoMillis, Share.NEVER);
    }

    /** Nobody may go on. */
    Claims emptied(long now, int limit) {
        Claims next = at(now, limit);
        for (Claim claim : next.open) {
            next = next.without(claim, now, limit);
        }
        return next;
    }

    /** When all are done or dead, but neither before the earliest time nor after the latest. */
    long finishedAt(long earliest, long latest) {
        long end = earliest;
        for (Claim claim : open) {
            if (claim instanceof Claim.Live || claim instanceof Claim.Spent spent && !spent.done()) {
                end = Math.max(end, Math.min(latest, claim.deadAt()));
            }
        }
        return end;
    }

    static Problem usedUp() {
        return new Problem(ProblemCode.GONE, "all downloads of this share are used");
    }

    static Problem busy() {
        return new Problem(
                ProblemCode.LIMIT_BUSY, "all downloads that are left are under way; try again in a few minutes");
    }

    static Problem over() {
        return new Problem(ProblemCode.GONE, "this download is over");
    }

    private Claims spent(Claim.Live live, long now, int limit, boolean done) {
        int count = used + 1;
        Claims next = with(new Claim.Spent(live.holder(), live.since(), now, live.turn(), done, live.sent()));
        return new Claims(count, spare, count >= limit ? now : usedUpAt, next.remembered());
    }

    /** Of the spent claims those used last. */
    private List<Claim> remembered() {
        List<Claim> spent = open.stream()
                .filter(Claim.Spent.class::isInstance)
                .sorted(Comparator.comparing((Claim claim) -> !((Claim.Spent) claim).done())
                        .thenComparingLong(Claim::seen))
                .toList();
        List<Claim> kept = new ArrayList<>(open);
        kept.removeAll(spent.subList(0, Math.max(0, spent.size() - MAX_SPENT)));
        return kept;
    }

    private Claims with(Claim claim) {
        List<Claim> others = new ArrayList<>(open);
        others.removeIf(one -> one.holder().equals(claim.holder()));
        others.add(claim);
        return new Claims(used, spare, usedUpAt, others);
    }

    private Claims without(Claim claim, long now, int limit) {
        List<Claim> others = new ArrayList<>(open);
        others.remove(claim);
        int parts = spare + (claim instanceof Claim.Live live ? Integer.bitCount(live.parts()) : 0);
        int count = used + parts / PARTS;
        boolean justNow = count > used && count >= limit;
        return new Claims(count, parts % PARTS, justNow ? now : usedUpAt, others);
    }
}
