package io.slipway.presence;

import io.slipway.journal.RedisScript;
import io.slipway.journal.RedisView;
import io.slipway.model.PeerId;
import io.slipway.protocol.Presence;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * At which node a peer's bulk socket is. It stands beside the peer and goes with it, and needs no lease of its own: a node that
 * died with the socket is known by the cluster as gone, and so is whoever is looked for there. Sockets of a peer are numbered, so that
 * the end of one says nothing of a later one. {@code UNAVAILABLE} while Redis is away.
 */
final class RedisPlugs {
    /** Sockets that are asked after in one step. */
    static final int CHECK_PAGE = 500;

    private static final String SHARED = "presence";

    private final RedisView view;
    private final String node;
    private final RedisScript plug;
    private final RedisScript unplug;
    private final RedisScript plugs;
    private final RedisScript reach;

    /** @param node the name of this one */
    RedisPlugs(RedisView view, String node) {
        this.view = view;
        this.node = node;
        plug = view.script(SHARED, "presence-plug");
        unplug = view.script(SHARED, "presence-unplug");
        plugs = view.script(SHARED, "presence-plugs");
        reach = view.script(SHARED, "presence-reach");
    }

    /** @param turn of the new socket. @param former node of the one before, empty for none */
    record Plugged(int turn, String former) {}

    /** Someone who may be reached, or an asker whose socket isn't its any more: one of the two is null. */
    record Reached(Presence.Met met, Presence.Unplugged lost) {}

    /** A peer has its bulk socket here from now on; fails with {@code PEER_GONE} if it isn't known. */
    Future<Plugged> plug(PeerId peer) {
        return run(plug, peer, node).map(reply -> {
            int turn = reply.get(0).toInteger();
            if (turn == 0) {
                throw RoomRules.gone();
            }
            return new Plugged(turn, text(reply.get(1)));
        });
    }

    Future<Void> unplug(PeerId peer, int turn) {
        return run(unplug, peer, node, turn).mapEmpty();
    }

    /** Fails with {@code PEER_GONE}. */
    Future<Reached> reach(Presence.Reach wish) {
        return run(reach, wish.asker(), node, wish.turn(), wish.other())
                .map(reply -> switch (reply.get(0).toInteger()) {
                    case 0 -> new Reached(null, lost(wish.asker(), wish.turn(), reply.get(1)));
                    case 1 -> throw RoomRules.gone();
                    default -> new Reached(new Presence.Met(text(reply.get(1)), text(reply.get(2))), null);
                });
    }

    /**
     * Which sockets of this node aren't their peers' any more.
     *
     * @param turns at most {@value #CHECK_PAGE} peers, with the turns of their sockets here
     */
    Future<List<Presence.Unplugged>> check(Map<PeerId, Integer> turns) {
        List<Object> args = new ArrayList<>(List.of(node));
        turns.forEach((peer, turn) -> args.addAll(List.of(peer, turn)));
        return run(plugs, args.toArray()).map(reply -> {
            List<Presence.Unplugged> all = new ArrayList<>();
            for (Response one : reply) {
                PeerId peer = new PeerId(text(one.get(0)));
                all.add(lost(peer, turns.get(peer), one.get(1)));
            }
            return all;
        });
    }

    private Presence.Unplugged lost(PeerId peer, int turn, Response known) {
        return new Presence.Unplugged(peer, turn + 1, node, known.toInteger() == 1);
    }

    /** {@code peer node turn} each, of peers that are gone. */
    static List<Presence.Unplugged> ended(Response sockets) {
        List<Presence.Unplugged> all = new ArrayList<>();
        for (Response one : sockets) {
            all.add(new Presence.Unplugged(
                    new PeerId(text(one.get(0))), one.get(2).toInteger() + 1, text(one.get(1)), false));
        }
        return all;
    }

    private Future<Response> run(RedisScript script, Object... values) {
        List<byte[]> args = Stream.of(values)
                .map(value -> value.toString().getBytes(StandardCharsets.UTF_8))
                .toList();
        return view.run(script, List.of(), List.of(), args);
    }

    private static String text(Response response) {
        return response.toString(StandardCharsets.UTF_8);
    }
}
