package io.slipway.cli.room;

import io.slipway.cli.live.BulkLine;
import io.slipway.cli.live.LiveDoors.Door;
import io.slipway.cli.live.LivePeer;
import io.slipway.cli.live.LiveTrouble;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.seal.Base64Url;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Stays in a room: as the same peer where the node still knows it, as a new one else, by a socket after the other until it is ended or may
 * not be there any more; with a bulk socket beside, once one is wanted. On the loop alone.
 *
 * <pre>
 *  away ── welcome ──► here ── joined ──► in the room
 *   ▲                   │                     │
 *   └──────── closed ───┴─────────────────────┘      refused for good ──► over
 * </pre>
 */
final class RoomLine {
    /** The first wait before a socket is opened anew, in ms; each further one is twice as long. */
    static final long AGAIN_MILLIS = 500;
    /** The longest such wait, in ms. */
    static final long AGAIN_MOST = 10_000;

    /** Refusals that pass. */
    private static final Set<String> PASSING =
            Set.of(LiveTrouble.OFFLINE, "RATE_LIMITED", "OVER_CAPACITY", "UNAVAILABLE", "INTERNAL");

    private final LiveLoop loop;
    private final Door door;
    private final Place place;
    private final Listener listener;
    private LivePeer peer;
    /** Whether its socket is open. */
    private boolean here;

    private BulkLine bulk;
    private boolean wantsBulk;
    private boolean opening;
    private boolean over;
    private int failures;

    /** Where, and by which right. @param as {@code sender} or {@code receiver} */
    record Place(String room, String as, String right) {}

    /** Is told on the loop. */
    interface Listener {
        /** A socket is open. @param same whether the peer is who it was before, with what was agreed on */
        void here(boolean same, String node);

        /** The socket is lost, or there is none yet; another one is opened soon. */
        void away(String why);

        /** These are all others in the room. */
        void room(JsonArray seats);

        void seat(JsonObject seat);

        void said(PeerId from, byte[] body);

        /** What was said to it last didn't arrive. */
        void unheard(PeerId about);

        void bulk(BulkLine line);

        /** This one may not be in the room any more: nothing more is tried. */
        void refused(LiveTrouble why);
    }

    RoomLine(LiveLoop loop, Door door, Place place, Listener listener) {
        this.loop = loop;
        this.door = door;
        this.place = place;
        this.listener = listener;
    }

    void begin() {
        if (over) {
            return;
        }
        (peer == null ? LivePeer.greet(loop.doors(), door) : peer.again(door)).onComplete(this::welcomed, failure -> {
            if (failure instanceof LiveTrouble trouble && trouble.code().equals(LiveTrouble.UNKNOWN_PEER)) {
                peer = null;
            }
            lost(failure.getMessage());
        });
    }

    private void welcomed(LivePeer fresh) {
        if (over) {
            fresh.close();
            return;
        }
        boolean same = peer != null && fresh.isResumed();
        peer = fresh;
        here = true;
        if (!same && bulk != null) {
            // It is that of another peer.
            bulk.close();
            bulk = null;
        }
        fresh.listen(this::heard);
        fresh.closed().onComplete(code -> {
            if (peer == fresh) {
                here = false;
                lost("the connection to the node is lost");
            }
        });
        listener.here(same, fresh.node());
        join();
        openBulk();
    }

    private void lost(String why) {
        if (over) {
            return;
        }
        listener.away(why);
        loop.after(Math.min(AGAIN_MOST, AGAIN_MILLIS << Math.min(failures++, 10)), this::begin);
    }

    private void join() {
        LivePeer of = peer;
        of.join(place.room, place.as, place.right)
                .onComplete(
                        joined -> {
                            if (!over && of == peer) {
                                failures = 0;
                                joined(joined);
                            }
                        },
                        failure -> refused(of, failure));
    }

    private void joined(JsonObject joined) {
        try {
            listener.room(joined.getJsonArray("peers", new JsonArray()));
        } catch (ClassCastException | Problem e) {
            // It doesn't talk as nodes do.
            peer.close();
        }
    }

    private void refused(LivePeer of, Throwable failure) {
        if (over || of != peer || !here) {
            return;
        }
        if (failure instanceof LiveTrouble trouble && !PASSING.contains(trouble.code())) {
            end().onComplete(ended -> {});
            listener.refused(trouble);
            return;
        }
        listener.away(failure.getMessage());
        loop.after(AGAIN_MOST, () -> {
            if (!over && of == peer && here) {
                join();
            }
        });
    }

    private void heard(JsonObject message) {
        if (over) {
            return;
        }
        switch (message.getString("t", "")) {
            case "peer" -> {
                if (place.room.equals(message.getString("room"))) {
                    listener.seat(message);
                }
            }
            case "said" ->
                listener.said(
                        new PeerId(message.getString("from", "")),
                        Base64Url.decode(message.getString("body", "")).orElseGet(() -> new byte[0]));
            case "trouble" -> onTrouble(message);
            default -> {
                // Said to others, or by a later version. After a goodbye the node closes the socket.
            }
        }
    }

    private void onTrouble(JsonObject trouble) {
        String code = trouble.getString("code", "");
        if (code.equals("PEER_GONE") && trouble.getString("about") != null) {
            try {
                listener.unheard(new PeerId(trouble.getString("about")));
            } catch (Problem noPeer) {
                // About nobody, then.
            }
        } else if (code.equals("GONE") && place.room.equals(trouble.getString("room"))) {
            // Whoever still may, joins again; whoever may not is told why.
            join();
        }
    }

    void say(PeerId to, byte[] body) {
        if (here) {
            peer.say(to, Buffer.buffer(body));
        }
    }

    /** From now on there shall be a bulk socket. */
    void wantBulk() {
        wantsBulk = true;
        openBulk();
    }

    private void openBulk() {
        if (over || !wantsBulk || !here || opening || bulk != null) {
            return;
        }
        opening = true;
        PeerId of = peer.id();
        peer.bulkTicket()
                .compose(ticket -> BulkLine.open(loop.doors(), door, ticket))
                .onComplete(
                        line -> {
                            opening = false;
                            opened(of, line);
                        },
                        failure -> {
                            opening = false;
                            loop.after(AGAIN_MILLIS, this::openBulk);
                        });
    }

    private void opened(PeerId of, BulkLine line) {
        if (over || !of.equals(peer.id())) {
            line.close();
            openBulk();
            return;
        }
        bulk = line;
        line.ended().onComplete(ended -> {
            if (bulk == line) {
                bulk = null;
                loop.after(AGAIN_MILLIS, this::openBulk);
            }
        });
        listener.bulk(line);
    }

    /** Leaves, so that others are told at once. @return done when the socket is closed */
    Future<Integer> end() {
        over = true;
        if (bulk != null) {
            bulk.close();
        }
        if (!here) {
            return Future.succeededFuture(0);
        }
        peer.leave(place.room);
        peer.close();
        return peer.closed();
    }
}
