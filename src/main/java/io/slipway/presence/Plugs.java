package io.slipway.presence;

import io.slipway.bus.Bus;
import io.slipway.journal.RedisView;
import io.slipway.model.PeerId;
import io.slipway.protocol.Presence;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bulk sockets of this node: tells of those that aren't their peers' any more. Lives on the actor's event loop. */
final class Plugs {
    private final Bus bus;
    private final RedisPlugs redis;
    /** Peers with a bulk socket at this node, and the turns of these. */
    private final Map<PeerId, Integer> here = new HashMap<>();

    /** @param node the name of this one */
    Plugs(Bus bus, RedisView view, String node) {
        this.bus = bus;
        this.redis = new RedisPlugs(view, node);
    }

    /** A ticket was taken here: the socket is this peer's from now on, and a former one isn't. */
    Future<Presence.Redeemed> plug(Presence.Redeemed ticket) {
        PeerId peer = ticket.peer();
        return redis.plug(peer).map(plugged -> {
            // Answers may overtake each other.
            here.merge(peer, plugged.turn(), Math::max);
            if (!plugged.former().isEmpty()) {
                bus.publish(Presence.UNPLUGGED, new Presence.Unplugged(peer, plugged.turn(), plugged.former(), true));
            }
            return new Presence.Redeemed(peer, ticket.address(), plugged.turn());
        });
    }

    Future<Presence.Done> unplug(Presence.Unplug lost) {
        here.remove(lost.peer(), lost.turn());
        return redis.unplug(lost.peer(), lost.turn()).map(new Presence.Done());
    }

    Future<Presence.Met> reach(Presence.Reach wish) {
        return redis.reach(wish).map(reached -> {
            if (reached.lost() != null) {
                end(reached.lost());
                throw RoomRules.lost();
            }
            return reached.met();
        });
    }

    /** Asks after all: that one was replaced or its peer is gone may not have been heard. */
    Future<?> check() {
        List<PeerId> all = List.copyOf(here.keySet());
        Future<?> checked = Future.succeededFuture();
        for (int from = 0; from < all.size(); from += RedisPlugs.CHECK_PAGE) {
            List<PeerId> page = all.subList(from, Math.min(all.size(), from + RedisPlugs.CHECK_PAGE));
            checked = checked.compose(before -> check(page));
        }
        return checked;
    }

    /** Asks after those of some peers. */
    Future<?> check(List<PeerId> peers) {
        Map<PeerId, Integer> turns = new HashMap<>(here);
        turns.keySet().retainAll(peers);
        return turns.isEmpty()
                ? Future.succeededFuture()
                : redis.check(turns).onSuccess(lost -> lost.forEach(this::end));
    }

    private void end(Presence.Unplugged lost) {
        here.remove(lost.peer(), lost.below() - 1);
        bus.publish(Presence.UNPLUGGED, lost);
    }
}
