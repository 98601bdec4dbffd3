package io.slipway.presence;

import io.slipway.journal.RedisScript;
import io.slipway.journal.RedisView;
import io.slipway.model.Digest;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Presence.Role;
import io.slipway.protocol.Presence.Whereabouts;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tickets, peers and rooms in Redis. Tokens and tickets are kept as digests. Every change comes with the news of it: who is to
 * hear what. {@code UNAVAILABLE} while Redis is away.
 */
final class RedisPresence {
    /** Peers whose time is over that are ended in one step. */
    static final int SWEEP_PAGE = 100;
    /** Peers whose leases are renewed in one step. */
    static final int RENEW_PAGE = 500;

    private static final String SHARED = "presence";

    private final RedisView view;
    private final String node;
    private final PresenceSettings settings;
    private final RedisScript ticket;
    private final RedisScript redeem;
    private final RedisScript arrive;
    private final RedisScript depart;
    private final RedisScript renew;
    private final RedisScript enter;
    private final RedisScript enterCode;
    private final RedisScript exit;
    private final RedisScript endRoom;
    private final RedisScript meet;
    private final RedisScript sweep;
    private final RedisScript nodeLeft;

    /** @param node the name of this one */
    RedisPresence(RedisView view, String node, PresenceSettings settings) {
        this.view = view;
        this.node = node;
        this.settings = settings;
        ticket = view.script("presence-ticket");
        redeem = view.script("presence-redeem");
        arrive = view.script(SHARED, "presence-arrive");
        depart = view.script(SHARED, "presence-depart");
        renew = view.script(SHARED, "presence-renew");
        enter = view.script(SHARED, "presence-enter");
        enterCode = view.script(SHARED, "presence-enter-code");
        exit = view.script(SHARED, "presence-exit");
        endRoom = view.script(SHARED, "presence-end-room");
        meet = view.script(SHARED, "presence-meet");
        sweep = view.script(SHARED, "presence-sweep");
        nodeLeft = view.script(SHARED, "presence-node-left");
    }

    /** @param lost those of this node that are not, or no longer, known as its */
    record Renewed(List<PeerId> lost, List<Presence.News> news) {}

    /**
     * @param more whether the page was full
     * @param unplugged bulk sockets of peers that are gone
     */
    record Swept(boolean more, List<Presence.News> news, List<Presence.Unplugged> unplugged) {}

    /** @param arrived null if the address has too many peers */
    record Arrival(Presence.Arrived arrived, List<Presence.News> news) {}

    /**
     * @param refusal what kept it out, or null
     * @param room its name, which may be more than what was asked for; null with a refusal
     */
    record Entry(Problem refusal, boolean lost, String room, List<Presence.Seat> others, List<Presence.News> news) {}

    Future<Void> keep(Digest of, Presence.NewTicket good) {
        String peer = good.peer() == null ? "" : good.peer().text();
        String what = good.door() + " " + peer + " " + good.address();
        return view.run(ticket, List.of(), List.of("ticket:" + of), args(what, Presence.TICKET_SECONDS * 1_000L))
                .mapEmpty();
    }

    /** What a ticket was good for; fails with {@code NOT_FOUND}. */
    Future<Presence.Redeemed> redeem(Presence.Door door, Digest of) {
        return view.run(redeem, List.of(), List.of("ticket:" + of), List.of()).map(kept -> {
            String[] good = kept == null ? new String[0] : text(kept).split(" ", 3);
            if (good.length != 3 || !good[0].equals(door.name())) {
                throw RoomRules.noTicket();
            }
            return new Presence.Redeemed(good[1].isEmpty() ? null : new PeerId(good[1]), good[2], 0);
        });
    }

    /**
     * @param fresh the peer it will be if it isn't one that comes back
     * @param token its text, for the answer
     * @param former digest of the token of the one that comes back; null for none
     */
    Future<Arrival> arrive(PeerId fresh, String token, Digest of, Presence.Arrive client, Digest former) {
        boolean back = client.resume() != null && former != null;
        return run(
                        arrive,
                        fresh,
                        node,
                        of,
                        client.address(),
                        settings.lease().toMillis(),
                        Presence.MAX_PEERS_OF_ADDRESS,
                        back ? client.resume() : "",
                        back ? former : "")
                .map(reply -> {
                    int outcome = reply.get(0).toInteger();
                    if (outcome == 0) {
                        return new Arrival(null, List.of());
                    }
                    return new Arrival(
                            new Presence.Arrived(
                                    peer(reply.get(1)),
                                    reply.get(2).toInteger(),
                                    token,
                                    outcome == 2,
                                    text(reply.get(3))),
                            news(reply.get(4)));
                });
    }

    Future<List<Presence.News>> depart(PeerId peer, int turn) {
        return run(depart, peer, node, turn, settings.grace().toMillis()).map(RedisPresence::news);
    }

    /** @param turns at most {@value #RENEW_PAGE} peers of this node, with the turns of their sockets */
    Future<Renewed> renew(List<Map.Entry<PeerId, Integer>> turns) {
        List<Object> args = new ArrayList<>(List.of(node, settings.lease().toMillis()));
        turns.forEach(one -> args.addAll(List.of(one.getKey(), one.getValue())));
        return run(renew, args.toArray()).map(reply -> {
            List<PeerId> lost = new ArrayList<>();
            reply.get(0).forEach(peer -> lost.add(peer(peer)));
            return new Renewed(lost, news(reply.get(1)));
        });
    }

    Future<Entry> enter(Presence.Enter wish) {
        boolean ofCode = wish.room().startsWith(Presence.CODE_ROOM);
        return run(
                        ofCode ? enterCode : enter,
                        wish.peer(),
                        node,
                        wish.room(),
                        seat(wish.as(), wish.name()),
                        Presence.MAX_ROOMS,
                        ofCode ? Presence.MAX_CHANNEL : Presence.MAX_PEERS,
                        ofCode ? Presence.MAX_CHANNELS_OF_ADDRESS : Presence.MAX_SENDERS)
                .map(reply -> {
                    int outcome = reply.get(0).toInteger();
                    if (outcome != 0) {
                        return new Entry(
                                RoomRules.refusal(outcome), outcome == RoomRules.LOST, null, List.of(), List.of());
                    }
                    List<Presence.Seat> others = new ArrayList<>();
                    reply.get(1)
                            .forEach(other -> others.add(seat(other.get(0), other.get(1), where(text(other.get(2))))));
                    return new Entry(null, false, text(reply.get(3)), others, news(reply.get(2)));
                });
    }

    Future<List<Presence.News>> exit(PeerId peer, String room) {
        return run(exit, peer, room).map(RedisPresence::news);
    }

    Future<List<Presence.News>> end(String room) {
        return run(endRoom, room).map(RedisPresence::news);
    }

    /** @return null if the asker is not here any more; fails with {@code PEER_GONE} */
    Future<Presence.Met> meet(Presence.Meet wish) {
        return run(meet, wish.asker(), node, wish.other())
                .map(reply -> switch (reply.get(0).toInteger()) {
                    case 0 -> null;
                    case 1 -> throw RoomRules.gone();
                    default -> new Presence.Met(text(reply.get(1)), text(reply.get(2)));
                });
    }

    Future<Swept> sweep() {
        return run(sweep, settings.grace().toMillis(), SWEEP_PAGE)
                .map(reply -> new Swept(
                        reply.get(0).toInteger() == SWEEP_PAGE, news(reply.get(1)), RedisPlugs.ended(reply.get(2))));
    }

    Future<List<Presence.News>> left(String other) {
        return run(nodeLeft, other, settings.grace().toMillis()).map(RedisPresence::news);
    }

    private Future<Response> run(RedisScript script, Object... values) {
        return view.run(script, List.of(), List.of(), args(values));
    }

    private static List<byte[]> args(Object... values) {
        return Stream.of(values)
                .map(value -> value.toString().getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** {@code s name} or {@code r name}. */
    private static String seat(Role as, String name) {
        return (as == Role.SENDER ? "s " : "r ") + name;
    }

    private static Presence.Seat seat(Response peer, Response seat, Whereabouts is) {
        String text = text(seat);
        return new Presence.Seat(
                peer(peer), text.charAt(0) == 's' ? Role.SENDER : Role.RECEIVER, text.substring(2), is);
    }

    /** {@code room peer seat where reader node reader node ...} each; without a peer: the room has ended. */
    private static List<Presence.News> news(Response changes) {
        List<Presence.News> all = new ArrayList<>();
        for (Response change : changes) {
            List<Presence.Reader> readers = new ArrayList<>();
            for (int i = 4; i + 1 < change.size(); i += 2) {
                readers.add(new Presence.Reader(peer(change.get(i)), text(change.get(i + 1))));
            }
            Presence.Seat seat = text(change.get(1)).isEmpty()
                    ? null
                    : seat(change.get(1), change.get(2), where(text(change.get(3))));
            all.add(new Presence.News(text(change.get(0)), seat, readers));
        }
        return all;
    }

    private static Whereabouts where(String text) {
        return Whereabouts.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static PeerId peer(Response text) {
        return new PeerId(text(text));
    }

    private static String text(Response response) {
        return response.toString(StandardCharsets.UTF_8);
    }
}
