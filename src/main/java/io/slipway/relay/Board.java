package io.slipway.relay;

import io.slipway.model.PeerId;
import io.slipway.protocol.Relay.Cause;
import io.slipway.protocol.Relay.Ending;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.Close;
import io.slipway.protocol.RelayParcel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bulk sockets of this node, and how frames leave: to one of them, or to the node where the other peer is. */
final class Board {
    private static final Logger LOG = LoggerFactory.getLogger(Board.class);

    private final RelaySettings settings;
    private final Ways ways;
    private final RelayCounters counters;
    private final Here here;
    private final Map<PeerId, Plug> plugs = new HashMap<>();
    private final Fences fences = new Fences();

    /** Takes what is sent from this node to itself. */
    @FunctionalInterface
    interface Here {
        void arrived(String node, RelayParcel.Framed frame);
    }

    Board(RelaySettings settings, Ways ways, RelayCounters counters, Here here) {
        this.settings = settings;
        this.ways = ways;
        this.counters = counters;
        this.here = here;
    }

    /** The peer's bulk socket; null if it has none here. */
    Plug plug(PeerId peer) {
        return plugs.get(peer);
    }

    /** All; may be changed meanwhile. */
    List<Plug> all() {
        return new ArrayList<>(plugs.values());
    }

    /** A socket is ready: the former one ends. Where a later one was quicker, this one does. */
    void add(Plug plug) {
        Plug former = plugs.get(plug.peer());
        RelayParcel.Unplug over = fences.against(plug);
        if (over != null || former != null && former.turn() > plug.turn()) {
            plug.pull();
            plug.close(over == null ? Ending.REPLACED : ending(over));
            return;
        }
        if (former != null) {
            cut(former, Ending.REPLACED);
        }
        plugs.put(plug.peer(), plug);
    }

    /** What a peer has plugged in here isn't its any more, nor what it is about to, but for what has a later turn. */
    void fence(RelayParcel.Unplug word) {
        fences.add(word, ways.now());
        Plug plug = plugs.get(word.peer());
        if (plug != null && fences.against(plug) != null) {
            cut(plug, ending(word));
        }
    }

    private static Ending ending(RelayParcel.Unplug word) {
        return word.replaced() ? Ending.REPLACED : Ending.PEER_LEFT;
    }

    /** Forgets what was said of sockets long ago. */
    void forget(long now) {
        fences.forget(now);
    }

    /** A stream begins. */
    void begin(Plug plug, RelayStream stream) {
        counters.open.increment();
        stream.whenEnded(counters.open::decrement);
        plug.add(stream);
    }

    /** A socket is closed: those at the other ends of its streams are told. */
    void pull(Plug plug) {
        if (plug.isOut()) {
            return;
        }
        plug.pull();
        plugs.remove(plug.peer());
        if (plug.isListed()) {
            ways.unplugged(plug.peer(), plug.turn());
        }
        plug.streams().forEach(stream -> endThere(plug, stream, Cause.PEER_GONE));
    }

    /** Ends a socket. */
    void cut(Plug plug, Ending why) {
        if (!plug.isOut()) {
            pull(plug);
            plug.close(why);
        }
    }

    /** Ends the socket of a client that broke a rule. */
    void broke(Plug plug, Ending why) {
        counters.violated(why);
        cut(plug, why);
    }

    /** Sends a frame to the other end of a stream. */
    void send(Plug plug, RelayStream stream, Buffer frame) {
        stream.node().ifPresent(node -> send(node, stream.other(), plug.peer(), frame));
    }

    /** Sends a frame to a peer. */
    void send(String node, PeerId to, PeerId from, Buffer frame) {
        if (node.equals(settings.node())) {
            here.arrived(node, new RelayParcel.Framed(to, from, RelayFrame.parse(frame), frame));
            return;
        }
        Buffer bytes = RelayParcel.of(to, from, frame);
        counters.waiting.add(bytes.length());
        ways.send(node, bytes)
                .onComplete(over -> counters.waiting.add(-bytes.length()))
                .onFailure(gone -> nodeLost(node));
    }

    /** Sends a frame without data to a socket of this node. */
    Future<Void> say(Plug plug, RelayFrame frame) {
        Future<Void> said = plug.say(frame);
        if (plug.isDeaf()) {
            cut(plug, Ending.NOT_READ);
        }
        return said;
    }

    /** Another node is gone, and with it whoever was there. */
    void nodeLost(String node) {
        for (Plug plug : all()) {
            for (RelayStream stream : plug.streams()) {
                if (stream.node().filter(node::equals).isPresent()) {
                    endHere(plug, stream, Cause.PEER_GONE);
                }
            }
        }
    }

    /** Ends a stream, telling the peer of this node. */
    void endHere(Plug plug, RelayStream stream, Cause cause) {
        if (!stream.hasEnded()) {
            stream.end(cause, ways.now());
            say(plug, new Close(stream.id(), stream.position(), cause.code()))
                    .onFailure(closed -> LOG.debug("a socket was closed before it took a frame", closed));
        }
    }

    /** Ends a stream, telling the peer at the other end. */
    void endThere(Plug plug, RelayStream stream, Cause cause) {
        if (!stream.hasEnded()) {
            Buffer close = new Close(stream.id(), stream.position(), cause.code()).toBuffer();
            send(plug, stream, close);
            stream.end(cause, ways.now());
        }
    }

    /** Ends a stream, telling both. */
    void endBoth(Plug plug, RelayStream stream, Cause cause) {
        if (!stream.hasEnded()) {
            Buffer close = new Close(stream.id(), stream.position(), cause.code()).toBuffer();
            send(plug, stream, close);
            endHere(plug, stream, cause);
        }
    }
}
