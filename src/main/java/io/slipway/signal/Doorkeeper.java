package io.slipway.signal;

import io.slipway.bus.Bus;
import io.slipway.model.IpAddress;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.Rate;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Rates;
import io.slipway.protocol.Signals;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Who may enter which room, and how often an address may do what. Refusals are those of HTTP. */
final class Doorkeeper {
    /** Rooms that peers of one address enter. */
    static final Rate JOINS = new Rate(600, Duration.ofMinutes(1));
    /** Codes that peers of one address try, whichever they are. */
    static final Rate TRIES = new Rate(30, Duration.ofMinutes(1));
    /** What peers of one address say. */
    static final Rate SAYS = new Rate(6_000, Duration.ofMinutes(1));

    private final Bus bus;

    Doorkeeper(Bus bus) {
        this.bus = bus;
    }

    /** {@code RATE_LIMITED}. */
    Future<Void> joins(IpAddress client) {
        return take("join", client, JOINS);
    }

    /** {@code RATE_LIMITED}. */
    Future<Void> says(IpAddress client) {
        return take("say", client, SAYS);
    }

    private Future<Void> take(String what, IpAddress client, Rate rate) {
        return bus.request(Rates.TAKE, new Rates.Take(List.of(new Rates.Limit(what + ":" + client.site(), rate)), 1))
                .map(taken -> {
                    if (!taken.allowed()) {
                        throw new Problem(
                                ProblemCode.RATE_LIMITED,
                                "too much from your address; try again later",
                                Map.of("retryAfter", Math.max(1, (taken.retryMillis() + 999) / 1_000)));
                    }
                    return null;
                });
    }

    /**
     * Whether this right opens this room. Who knows the name of a pair's room may enter; near is who is near; a code is tried
     * by entering its room.
     */
    Future<Void> admit(RoomName room, Signals.Join wish) {
        if (room instanceof RoomName.OfCode && wish.as() == Presence.Role.RECEIVER) {
            return take("code", wish.address(), TRIES);
        }
        if (!(room instanceof RoomName.OfShare of)) {
            return Future.succeededFuture();
        }
        boolean owner = wish.as() == Presence.Role.SENDER;
        if (owner && wish.right() == null) {
            return Future.failedFuture(required());
        }
        String site = wish.address().site().toString();
        Downloads.Visitor visitor =
                new Downloads.Visitor(null, null, wish.address().toString(), site, "", null);
        return bus.request(Catalog.ADMIT, new Catalog.Admit(of.share(), wish.right(), owner, visitor))
                .recover(failure -> Future.failedFuture(hide(wish, failure)))
                .mapEmpty();
    }

    /** A reader without a capability learns nothing about what there is. */
    private static Throwable hide(Signals.Join wish, Throwable failure) {
        boolean unknown = failure instanceof Problem problem && problem.code() == ProblemCode.NOT_FOUND;
        return wish.right() == null && unknown ? required() : failure;
    }

    private static Problem required() {
        return new Problem(ProblemCode.CAPABILITY_REQUIRED, "this room needs a capability: right");
    }
}
