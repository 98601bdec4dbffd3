package io.slipway.presence;

import io.slipway.bus.Bus;
import io.slipway.journal.RedisView;
import io.slipway.model.PeerId;
import io.slipway.protocol.Presence;
import io.slipway.seal.Randomness;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actor that knows who is where; see {@link Presence}. It keeps in mind which peers have come to this node, renews their
 * leases, and tells which of them were lost without this node's doing. Where a peer's bulk socket is, which may be another node,
 * is for {@link Plugs}.
 *
 * <pre>
 *             arrive                 depart, or no lease
 *  (nobody) ─────────►  here  ─────────────────────────►  away  ── grace ──►  gone
 *                        ▲                                  │
 *                        └── arrive with the token, or the node renews ──┘
 * </pre>
 */
public final class PresenceVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceVerticle.class);
    private static final int PEER_BYTES = 16;

    private final Bus bus;
    private final RedisPresence redis;
    private final Plugs plugs;
    private final Randomness randomness;
    private final PresenceSettings settings;
    /** Peers with a socket at this node, and the turns of these. */
    private final Map<PeerId, Integer> here = new HashMap<>();
    /** Peers whose sockets at this node were lost, as long as they may come back. */
    private final Map<PeerId, Integer> away = new HashMap<>();

    private final List<Runnable> stop = new ArrayList<>();
    private Future<?> sweeping = Future.succeededFuture();

    /** @param node the name of this one, as the others ask for it */
    public PresenceVerticle(Bus bus, RedisView view, String node, Randomness randomness, PresenceSettings settings) {
        this.bus = bus;
        this.redis = new RedisPresence(view, node, settings);
        this.plugs = new Plugs(bus, view, node);
        this.randomness = randomness;
        this.settings = settings;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(settings.renewEvery().toMillis(), timer -> renew());
        vertx.setPeriodic(settings.sweepEvery().toMillis(), timer -> {
            if (sweeping.isComplete()) {
                sweeping = sweep();
            }
        });
        return Future.all(List.of(
                bus.serve(Presence.TICKET, this::ticket),
                bus.serve(Presence.REDEEM, this::redeem),
                bus.serve(Presence.ARRIVE, this::arrive),
                bus.serve(Presence.DEPART, this::depart),
                bus.serve(Presence.ENTER, this::enter),
                bus.serve(Presence.EXIT, wish -> told(redis.exit(wish.peer(), wish.room()))),
                bus.serve(Presence.END_ROOM, wish -> told(redis.end(wish.room()))),
                bus.serve(Presence.MEET, this::meet),
                bus.serve(Presence.REACH, plugs::reach),
                bus.serve(Presence.UNPLUG, plugs::unplug),
                bus.subscribe(Presence.NODE_LEFT, news -> quietly(told(redis.left(news.node()))))
                        .onSuccess(stop::add),
                bus.subscribe(Presence.LEFT, news -> forget(news.peer())).onSuccess(stop::add)));
    }

    @Override
    public Future<?> stop() {
        stop.forEach(Runnable::run);
        return Future.succeededFuture();
    }

    private Future<Presence.Ticket> ticket(Presence.NewTicket wish) {
        Token token = Token.random(randomness);
        return redis.keep(token.verifier(), wish).map(new Presence.Ticket(token.text()));
    }

    private Future<Presence.Redeemed> redeem(Presence.Redeem wish) {
        return Token.parse(wish.ticket())
                .map(token -> redis.redeem(wish.door(), token.verifier()))
                .orElseGet(() -> Future.failedFuture(RoomRules.noTicket()))
                .compose(good -> good.peer() == null ? Future.succeededFuture(good) : plugs.plug(good));
    }

    private Future<Presence.Arrived> arrive(Presence.Arrive client) {
        PeerId fresh = PeerId.of(randomness.bytes(PEER_BYTES));
        Token token = Token.random(randomness);
        return redis.arrive(
                        fresh,
                        token.text(),
                        token.verifier(),
                        client,
                        client.token() == null
                                ? null
                                : Token.parse(client.token())
                                        .map(Token::verifier)
                                        .orElse(null))
                .map(arrival -> {
                    Presence.Arrived arrived = arrival.arrived();
                    if (arrived == null) {
                        throw RoomRules.crowded();
                    }
                    away.remove(arrived.peer());
                    here.put(arrived.peer(), arrived.turn());
                    tell(arrival.news());
                    return arrived;
                });
    }

    private Future<Presence.Done> depart(Presence.Depart lost) {
        if (here.remove(lost.peer(), lost.turn())) {
            away.put(lost.peer(), lost.turn());
            vertx.setTimer(settings.grace().toMillis(), timer -> {
                if (away.remove(lost.peer(), lost.turn())) {
                    bus.publish(Presence.LEFT, new Presence.Left(lost.peer()));
                }
            });
        }
        return told(redis.depart(lost.peer(), lost.turn()));
    }

    private Future<Presence.Entered> enter(Presence.Enter wish) {
        return redis.enter(wish).map(entry -> {
            if (entry.lost()) {
                lost(wish.peer());
            }
            if (entry.refusal() != null) {
                throw entry.refusal();
            }
            tell(entry.news());
            return new Presence.Entered(entry.room(), entry.others());
        });
    }

    private Future<Presence.Met> meet(Presence.Meet wish) {
        return redis.meet(wish).map(met -> {
            if (met == null) {
                lost(wish.asker());
                throw RoomRules.lost();
            }
            return met;
        });
    }

    private void renew() {
        quietly(plugs.check());
        List<Map.Entry<PeerId, Integer>> all = List.copyOf(here.entrySet());
        for (int from = 0; from < all.size(); from += RedisPresence.RENEW_PAGE) {
            List<Map.Entry<PeerId, Integer>> page =
                    all.subList(from, Math.min(all.size(), from + RedisPresence.RENEW_PAGE));
            quietly(redis.renew(page).onSuccess(renewed -> {
                tell(renewed.news());
                for (Map.Entry<PeerId, Integer> one : page) {
                    // It may have come again while Redis was asked.
                    if (renewed.lost().contains(one.getKey()) && one.getValue().equals(here.get(one.getKey()))) {
                        lost(one.getKey());
                    }
                }
            }));
        }
    }

    private Future<?> sweep() {
        Future<?> swept = redis.sweep().compose(page -> {
            tell(page.news());
            page.unplugged().forEach(ended -> bus.publish(Presence.UNPLUGGED, ended));
            return page.more() ? sweep() : Future.succeededFuture();
        });
        quietly(swept);
        return swept;
    }

    /** A peer of this node that Redis doesn't know as such: its socket is worth nothing. */
    private void lost(PeerId peer) {
        if (here.containsKey(peer)) {
            bus.publish(Presence.LEFT, new Presence.Left(peer));
        }
    }

    private void forget(PeerId peer) {
        here.remove(peer);
        away.remove(peer);
        quietly(plugs.check(List.of(peer)));
    }

    private Future<Presence.Done> told(Future<List<Presence.News>> news) {
        return news.map(all -> {
            tell(all);
            return new Presence.Done();
        });
    }

    private void tell(List<Presence.News> news) {
        news.forEach(one -> bus.publish(Presence.NEWS, one));
    }

    /** What is tried again by itself. */
    private static void quietly(Future<?> step) {
        step.onFailure(failure ->
                LOG.atDebug().addKeyValue("failure", failure.getMessage()).log("who is where isn't known just now"));
    }
}
