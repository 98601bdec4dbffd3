package io.slipway.catalog;

import io.slipway.bus.Bus;
import io.slipway.journal.Decision;
import io.slipway.journal.EntityKey;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.Rates;
import io.slipway.seal.Pseudonym;
import io.slipway.seal.Randomness;
import io.slipway.seal.RootKey;
import io.vertx.core.Future;
import java.util.HexFormat;
import java.util.List;

/**
 * Lets downloads of shares with a limit through: each step is a change of the share's state, but for what was charged
 * before, which {@link Leases} knows.
 */
final class Turnstile {
    private final Bus bus;
    private final Facts facts;
    private final Extents extents;
    private final Passwords passwords;
    private final RedisRates rates;
    private final Leases leases = new Leases();
    private final RootKey root;
    private final Randomness randomness;
    private final CatalogSettings settings;

    Turnstile(
            Bus bus,
            Facts facts,
            Passwords passwords,
            RedisRates rates,
            RootKey root,
            Randomness randomness,
            CatalogSettings settings) {
        this.bus = bus;
        this.facts = facts;
        this.extents = new Extents(facts);
        this.passwords = passwords;
        this.rates = rates;
        this.root = root;
        this.randomness = randomness;
        this.settings = settings;
    }

    /** A share was edited or deleted, here or elsewhere. */
    void changed(ShareId share) {
        leases.forget(share);
    }

    /** Who somebody is, as far as one share's downloads go. */
    Digest holder(ShareId share, Downloads.Visitor visitor) {
        return visitor.claim() != null
                ? visitor.claim()
                : Pseudonym.of(root, share, visitor.address(), visitor.agent());
    }

    Future<Downloads.Begun> begin(Downloads.Begin wish) {
        Digest holder = holder(wish.share(), wish.visitor());
        boolean plain = wish.visitor().claim() == null;
        return facts.read(Entities.share(wish.share())).compose(read -> {
            Share share = readable(read, wish.share(), wish.proof(), holder);
            Terms terms = share.offer().terms();
            return extents.of(wish.share(), share.offer()).compose(extent -> {
                Span span = new Span(wish.share(), wish.file(), wish.from(), wish.to(), 0);
                int parts = extent.parts(span.file, span.from, span.to);
                Leases.Lease lease = leases.of(wish.share(), holder);
                if (!plain && lease != null && lease.covers(parts, read.now(), extent.total())) {
                    return Future.succeededFuture(
                            begun(holder, 0, extent, span, terms.claims().at(read.now(), terms.limit()), terms));
                }
                boolean fresh =
                        terms.claims().at(read.now(), terms.limit()).of(holder).isEmpty();
                return admit(fresh, wish.visitor())
                        .compose(in -> step(wish.share(), holder, (claims, limit, now) -> {
                            Claims known = plain && wish.from() == 0 ? claims.forgotten(holder, now, limit) : claims;
                            Claims taken = known.taken(holder, plain, now, limit);
                            int turn = taken.of(holder).orElseThrow().turn();
                            return taken.charged(holder, turn, parts, 0, extent.total(), now, limit);
                        }))
                        .map(after -> {
                            if (after.limit == 0) {
                                return new Downloads.Begun(holder, 0, Long.MAX_VALUE, 0);
                            }
                            Claim claim = after.claims.of(holder).orElseThrow();
                            leases.put(wish.share(), claim, after.now);
                            if (plain && claim.turn() > 1) {
                                bus.publish(
                                        Downloads.SUPERSEDED,
                                        new Downloads.Superseded(wish.share(), holder, claim.turn()));
                            }
                            return begun(holder, claim.turn(), extent, span, after.claims, terms);
                        });
            });
        });
    }

    /** What is about to be sent. @param sent bytes since the last question */
    private record Span(ShareId share, FileId file, long from, long to, long sent) {}

    private static Downloads.Begun begun(
            Digest holder, int turn, Extents.Extent extent, Span span, Claims claims, Terms terms) {
        return new Downloads.Begun(holder, turn, extent.until(span.file, span.to), claims.remaining(terms.limit()));
    }

    Future<Downloads.Charged> charge(Downloads.Charge wish) {
        return facts.read(Entities.share(wish.share())).compose(read -> {
            Share share = read.share(wish.share());
            if (share instanceof Share.Deleted || share.over(read.now())) {
                return Future.failedFuture(Share.gone());
            }
            if (share.offer().terms().limit() == 0) {
                return Future.succeededFuture(new Downloads.Charged(Long.MAX_VALUE));
            }
            return extents.of(wish.share(), share.offer()).compose(extent -> {
                int parts = extent.parts(wish.file(), wish.from(), wish.to());
                Downloads.Charged through = new Downloads.Charged(extent.until(wish.file(), wish.to()));
                Leases.Lease lease = leases.of(wish.share(), wish.holder());
                if (lease != null) {
                    lease.sent(wish.sent());
                    if (lease.turn() == wish.turn() && lease.covers(parts, read.now(), extent.total())) {
                        return Future.succeededFuture(through);
                    }
                }
                long sent = lease == null ? wish.sent() : lease.unsaid();
                return step(
                                wish.share(),
                                wish.holder(),
                                (claims, limit, now) -> claims.charged(
                                        wish.holder(), wish.turn(), parts, sent, extent.total(), now, limit))
                        .map(after -> {
                            after.claims
                                    .of(wish.holder())
                                    .ifPresent(claim -> leases.put(wish.share(), claim, after.now));
                            return through;
                        });
            });
        });
    }

    /** What a response that has ended means to its claim. */
    Future<Void> ended(Downloads.Report report) {
        if (report.holder() == null) {
            return Future.succeededFuture();
        }
        Leases.Lease lease = leases.of(report.share(), report.holder());
        if (lease != null) {
            lease.sent(report.unsaid());
        }
        if (report.turn() == 0 || !report.whole()) {
            return Future.succeededFuture();
        }
        return step(
                        report.share(),
                        report.holder(),
                        (claims, limit, now) -> claims.delivered(report.holder(), report.turn(), now, limit))
                .mapEmpty();
    }

    Future<Downloads.Taken> take(Downloads.Take wish) {
        return asked(wish.share(), wish.proof(), wish.visitor(), (share, read, holder) -> {
            Terms terms = share.offer().terms();
            boolean fresh =
                    terms.claims().at(read.now(), terms.limit()).of(holder).isEmpty();
            return admit(fresh, wish.visitor())
                    .compose(in ->
                            step(wish.share(), holder, (claims, limit, now) -> claims.taken(holder, false, now, limit)))
                    .map(after -> taken(after, holder, fresh));
        });
    }

    Future<Downloads.Taken> verify(Downloads.Verify wish) {
        return asked(wish.share(), wish.proof(), wish.visitor(), (share, read, holder) -> step(
                        wish.share(), holder, (claims, limit, now) -> claims.verified(holder, now, limit))
                .map(after -> {
                    leases.forget(wish.share(), holder);
                    return taken(after, holder, false);
                }));
    }

    Future<Downloads.Taken> giveBack(Downloads.GiveBack wish) {
        return asked(wish.share(), wish.proof(), wish.visitor(), (share, read, holder) -> step(
                        wish.share(), holder, (claims, limit, now) -> claims.returned(holder, now, limit))
                .map(after -> {
                    leases.forget(wish.share(), holder);
                    return taken(after, holder, false);
                }));
    }

    @FunctionalInterface
    private interface Asked {
        Future<Downloads.Taken> by(Share share, Facts.Read read, Digest holder);
    }

    private Future<Downloads.Taken> asked(ShareId id, Digest proof, Downloads.Visitor visitor, Asked then) {
        return facts.read(Entities.share(id)).compose(read -> {
            Share share = readable(read, id, proof, visitor.claim());
            if (visitor.claim() == null) {
                throw new Problem(ProblemCode.BAD_REQUEST, "this needs X-Claim: 43 characters");
            }
            boolean owner = share.isOwner(proof);
            Future<Void> in = owner
                    ? Future.succeededFuture()
                    : passwords.check(id, share.offer().terms().password(), visitor);
            boolean limited = share.offer().terms().limit() > 0 && !owner;
            return in.compose(known -> limited
                    ? then.by(share, read, visitor.claim())
                    : Future.succeededFuture(new Downloads.Taken(false, false, 0, 0)));
        });
    }

    private static Share readable(Facts.Read read, ShareId id, Digest proof, Digest holder) {
        Share share = read.share(id);
        share.visible(proof, holder, read.now());
        if (share instanceof Share.Deleted) {
            throw Share.gone();
        }
        return share;
    }

    /** Claims that nobody has yet are limited by address; of those that somebody has there are only so many. */
    private Future<Void> admit(boolean fresh, Downloads.Visitor visitor) {
        if (!fresh || settings.limits().claims().isEmpty()) {
            return Future.succeededFuture();
        }
        Rates.Limit limit = new Rates.Limit(
                "claim:" + visitor.site(), settings.limits().claims().get());
        return rates.take(new Rates.Take(List.of(limit), 1)).map(taken -> {
            if (!taken.allowed()) {
                throw Passwords.limited("too many downloads at once; try again later", taken.retryMillis());
            }
            return null;
        });
    }

    private static Downloads.Taken taken(After after, Digest holder, boolean fresh) {
        return new Downloads.Taken(
                true,
                fresh,
                after.claims.remaining(after.limit),
                after.claims.of(holder).map(Claim::deadAt).orElse(0L));
    }

    @FunctionalInterface
    private interface Step {
        Claims of(Claims claims, int limit, long now);
    }

    private record After(Claims claims, int limit, long now) {}

    /**
     * Changes the claims of a share; while it has no limit there is nothing to change. Whether it has closed is judged by the
     * time of the decision, however long the question was under way.
     */
    private Future<After> step(ShareId id, Digest holder, Step step) {
        EntityKey key = Entities.share(id);
        String changeId = "claim-" + HexFormat.of().formatHex(randomness.bytes(8));
        After[] decided = new After[1];
        return facts.change(key, changeId, (entity, now) -> {
                    Share before = StateCodec.share(Facts.state(entity));
                    boolean late = before.closed(now) && !before.continues(holder, now);
                    if (before instanceof Share.Deleted || late) {
                        throw Share.gone();
                    }
                    Terms terms = before.offer().terms();
                    Claims after = terms.limit() == 0 ? terms.claims() : step.of(terms.claims(), terms.limit(), now);
                    decided[0] = new After(after, terms.limit(), now);
                    if (after.equals(terms.claims())) {
                        return Decision.answer(new byte[0]);
                    }
                    Share next = before.with(before.offer().with(terms.with(after)));
                    return Decision.append(StateCodec.write(next), false, Creation.due(key, next), new byte[0]);
                })
                .map(answer -> decided[0]);
    }

    /** Whether a share is used up for somebody. @param holder who may go on with a claim; null for nobody */
    static void notUsedUp(Share share, Digest holder, long now) {
        Terms terms = share.offer().terms();
        if (terms.usedUp(now)) {
            boolean mine = holder != null
                    && terms.claims().at(now, terms.limit()).of(holder).isPresent();
            if (!mine) {
                throw Claims.usedUp();
            }
        }
    }
}
