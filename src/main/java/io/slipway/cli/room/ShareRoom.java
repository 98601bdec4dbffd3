package io.slipway.cli.room;

import io.slipway.cli.live.BulkLine;
import io.slipway.cli.live.LiveDoors.Door;
import io.slipway.cli.live.LiveTrouble;
import io.slipway.model.PeerId;
import io.slipway.seal.Commit;
import io.slipway.seal.PairError;
import io.slipway.seal.PairException;
import io.slipway.seal.PairReceiver;
import io.slipway.seal.PairSecret;
import io.slipway.seal.PairSender;
import io.slipway.seal.Randomness;
import io.slipway.seal.ShareKey;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The room of a share, as one of its two sides has it: pairs with all of the other side. A sender begins each handshake; a receiver takes
 * those that come, also anew, and keeps an open pair until the next one is. On the loop alone.
 */
public final class ShareRoom {
    /** How often a handshake with one peer is begun. */
    static final int HANDSHAKES_MOST = 4;
    /** How long before it is begun anew, in ms. */
    static final long HANDSHAKE_AGAIN_MILLIS = 3_000;
    /** The most peers that are looked at: a room has no more. */
    static final int OTHERS_MOST = 64;

    private final LiveLoop loop;
    private final boolean sends;
    private final Supplier<PairEnd> newPair;
    private final RoomListener listener;
    private final RoomLine line;
    private final Map<PeerId, Other> others = new LinkedHashMap<>();
    private boolean over;

    private ShareRoom(
            LiveLoop loop, Door door, RoomLine.Place place, Supplier<PairEnd> newPair, RoomListener listener) {
        this.loop = loop;
        this.sends = place.as().equals("sender");
        this.newPair = newPair;
        this.listener = listener;
        this.line = new RoomLine(loop, door, place, new Ear());
    }

    /** @param live the key of a live share; null: it is kept. @param owner the capability of its owner */
    public static ShareRoom ofSender(
            LiveLoop loop,
            Door door,
            PairSecret of,
            ShareKey live,
            Token owner,
            Randomness randomness,
            RoomListener listener) {
        RoomLine.Place place = new RoomLine.Place("share:" + of.shareId(), "sender", owner.text());
        return new ShareRoom(loop, door, place, () -> PairEnd.of(new PairSender(of, live, randomness)), listener);
    }

    /** @param live what the key of a live share is committed to; null: it is kept */
    public static ShareRoom ofReceiver(
            LiveLoop loop, Door door, PairSecret of, Commit live, Randomness randomness, RoomListener listener) {
        String right = of.secret().auth(of.shareId()).text();
        RoomLine.Place place = new RoomLine.Place("share:" + of.shareId(), "receiver", right);
        return new ShareRoom(loop, door, place, () -> PairEnd.of(new PairReceiver(of, live, randomness)), listener);
    }

    /** May be called anywhere. */
    public void begin() {
        loop.run(line::begin);
    }

    /** Those with an open pair, those that came first before the others. */
    public List<Other> open() {
        return others.values().stream().filter(Other::isOpen).toList();
    }

    public Optional<Other> find(PeerId peer) {
        return Optional.ofNullable(others.get(peer));
    }

    /** Says something under seal; nothing where there is no open pair. */
    public void say(Other other, Talk talk) {
        if (!over && other.isOpen()) {
            line.say(other.peer(), other.pair.sealed(talk));
        }
    }

    /** Leaves: the others are told at once. @return done when the socket is closed */
    Future<Integer> end() {
        others.values().forEach(other -> hint(other, other.pair));
        over = true;
        return line.end();
    }

    private void hint(Other other, PairEnd pair) {
        byte[] hint = pair == null ? null : pair.end();
        if (hint != null) {
            line.say(other.peer(), hint);
        }
    }

    private void drop(Other other) {
        others.remove(other.peer(), other);
        endAll(other);
        listener.gone(other);
    }

    private void endAll(Other other) {
        hint(other, other.pair);
        hint(other, other.next);
        other.pair = null;
        other.next = null;
    }

    /** What the line hears. */
    private final class Ear implements RoomLine.Listener {
        @Override
        public void here(boolean same, String node) {
            if (!same) {
                List.copyOf(others.values()).forEach(ShareRoom.this::drop);
            }
            listener.here(node);
        }

        @Override
        public void away(String why) {
            listener.away(why);
        }

        @Override
        public void room(JsonArray seats) {
            Set<PeerId> named = new HashSet<>();
            for (Object seat : seats) {
                seat((JsonObject) seat);
                named.add(new PeerId(((JsonObject) seat).getString("peer", "")));
            }
            for (Other other : List.copyOf(others.values())) {
                if (!named.contains(other.peer())) {
                    drop(other);
                }
            }
        }

        @Override
        public void seat(JsonObject seat) {
            onSeat(new PeerId(seat.getString("peer", "")), seat.getString("as", ""), seat.getString("is", ""));
        }

        @Override
        public void said(PeerId from, byte[] body) {
            Other other = others.get(from);
            if (other != null) {
                onSaid(other, body);
            }
        }

        @Override
        public void unheard(PeerId about) {
            Other other = others.get(about);
            // A handshake of which something was lost can't go on.
            if (sends && other != null && other.pair != null && !other.isOpen()) {
                ended(other, other.pair);
            }
        }

        @Override
        public void bulk(BulkLine way) {
            listener.bulk(way);
        }

        @Override
        public void refused(LiveTrouble why) {
            over = true;
            listener.refused(why);
        }
    }

    private void onSeat(PeerId peer, String as, String is) {
        Other known = others.get(peer);
        if (is.equals("gone") || !as.equals(sends ? "receiver" : "sender")) {
            if (known != null) {
                drop(known);
            }
            return;
        }
        if (is.equals("away")) {
            return;
        }
        if (known != null) {
            if (known.isOpen()) {
                listener.back(known);
            }
            return;
        }
        if (others.size() < OTHERS_MOST) {
            Other other = new Other(peer);
            others.put(peer, other);
            line.wantBulk();
            if (sends) {
                shakeHands(other);
            }
        }
    }

    private void shakeHands(Other other) {
        if (over || others.get(other.peer()) != other || other.tries++ >= HANDSHAKES_MOST) {
            return;
        }
        PairEnd pair = timed(other);
        other.pair = pair;
        line.say(other.peer(), pair.begin());
    }

    private PairEnd timed(Other other) {
        PairEnd pair = newPair.get();
        Deadline.set(loop, pair, () -> ended(other, pair));
        return pair;
    }

    private void onSaid(Other other, byte[] body) {
        if (other.pair != null && other.pair.owns(body)) {
            take(other, other.pair, body);
        } else if (other.next != null && other.next.owns(body)) {
            take(other, other.next, body);
        } else if (!sends) {
            // A sender begins: at first, or anew. A pair that is open counts until the new one is.
            PairEnd pair = timed(other);
            hint(other, other.next);
            if (other.isOpen()) {
                other.next = pair;
            } else {
                hint(other, other.pair);
                other.pair = pair;
            }
            take(other, pair, body);
        }
    }

    private void take(Other other, PairEnd pair, byte[] body) {
        try {
            if (pair.isOpen()) {
                Optional<Talk> talk = pair.heard(body);
                if (talk.isPresent()) {
                    listener.said(other, talk.get());
                }
                return;
            }
            byte[] answer = pair.shake(body);
            if (answer != null) {
                line.say(other.peer(), answer);
            }
            if (pair.isOpen()) {
                opened(other, pair);
            } else if (pair.waitsForPerson()) {
                listener.waits(pair.words());
            }
        } catch (PairException e) {
            ended(other, pair);
            if (e.error() == PairError.DECLINED || e.error() == PairError.BUSY) {
                listener.turnedAway(e.error());
            }
        } catch (BadTalk e) {
            ended(other, pair);
        }
    }

    private void opened(Other other, PairEnd pair) {
        if (other.next == pair) {
            other.pair = pair;
            other.next = null;
        }
        other.tries = 0;
        listener.opened(other);
    }

    private void ended(Other other, PairEnd pair) {
        hint(other, pair);
        if (other.next == pair) {
            other.next = null;
        } else if (other.pair == pair) {
            other.pair = null;
            listener.gone(other);
            if (sends) {
                loop.after(HANDSHAKE_AGAIN_MILLIS, () -> shakeHands(other));
            }
        }
    }
}
