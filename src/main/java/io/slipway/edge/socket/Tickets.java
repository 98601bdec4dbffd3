package io.slipway.edge.socket;

import io.slipway.bus.Bus;
import io.slipway.model.IpAddress;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.Rate;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Rates;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes tickets for sockets, so many for an address in a time. */
public final class Tickets {
    /** Tickets of one address, of both kinds. */
    public static final Rate RATE = new Rate(60, Duration.ofMinutes(1));

    private Tickets() {}

    /** {@code RATE_LIMITED}, {@code UNAVAILABLE}. @param peer whose bulk socket it is for; null for a signal socket */
    public static Future<Presence.Ticket> make(Bus bus, Presence.Door door, PeerId peer, IpAddress client) {
        String site = client.site().toString();
        return bus.request(Rates.TAKE, new Rates.Take(List.of(new Rates.Limit("ticket:" + site, RATE)), 1))
                .compose(taken -> {
                    if (!taken.allowed()) {
                        throw new Problem(
                                ProblemCode.RATE_LIMITED,
                                "too many tickets for your address; try again later",
                                Map.of("retryAfter", Math.max(1, (taken.retryMillis() + 999) / 1_000)));
                    }
                    return bus.request(Presence.TICKET, new Presence.NewTicket(door, peer, site));
                });
    }
}
