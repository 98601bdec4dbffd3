package io.slipway.relay;

import io.slipway.model.PeerId;
import io.slipway.protocol.Relay;
import io.slipway.protocol.Relay.Cause;
import io.slipway.protocol.Relay.Ending;
import io.vertx.core.buffer.Buffer;

/**
 * The relay of one node, without event loop and bus: what sockets, other nodes and the clock bring comes in here. Everything
 * happens on one thread.
 */
final class Exchange {
    private final Ways ways;
    private final RelayMemory memory;
    private final RelayRates rates;
    private final Board board;
    private final ClientFrames clients;
    private final NodeFrames nodes;

    Exchange(RelaySettings settings, Ways ways, RelayCounters counters) {
        this.ways = ways;
        this.memory = new RelayMemory(settings.memory());
        this.rates = new RelayRates(settings.rate());
        this.board = new Board(settings, ways, counters, this::arrived);
        this.clients = new ClientFrames(board, ways, memory, rates, counters);
        this.nodes = new NodeFrames(board, ways, counters, (plug, receiver) -> clients.handOn(plug, receiver, false));
    }

    /** A bulk socket is ready; a former one of the same peer is ended. */
    void plugged(Plug plug) {
        board.add(plug);
    }

    /** A bulk socket is closed. */
    void unplugged(Plug plug) {
        board.pull(plug);
    }

    /** A client sent a frame. */
    void heard(Plug plug, Buffer frame) {
        clients.heard(plug, frame);
    }

    /** A frame came from another node. */
    void arrived(String node, PeerId to, PeerId from, Buffer frame) {
        nodes.arrived(node, to, from, frame);
    }

    /** A frame came from another node, with its prefix; what is shorter than that is dropped. */
    void arrived(String node, Buffer bytes) {
        int half = Relay.PREFIX_BYTES / 2;
        if (bytes.length() > Relay.PREFIX_BYTES) {
            arrived(
                    node,
                    PeerId.of(bytes.getBytes(0, half)),
                    PeerId.of(bytes.getBytes(half, Relay.PREFIX_BYTES)),
                    bytes.slice(Relay.PREFIX_BYTES, bytes.length()));
        }
    }

    /** A peer isn't here any more. */
    void left(PeerId peer) {
        Plug plug = board.plug(peer);
        if (plug != null) {
            board.cut(plug, Ending.PEER_LEFT);
        }
    }

    /** Another node is gone, and with it whoever was there. */
    void nodeLost(String node) {
        board.nodeLost(node);
    }

    /** This node leaves. */
    void leave() {
        for (Plug plug : board.all()) {
            plug.streams().forEach(stream -> board.endBoth(plug, stream, Cause.NODE_LEAVING));
            board.cut(plug, Ending.NODE_LEAVING);
        }
    }

    /** About every second: ends what has come to nothing, and forgets what has ended. */
    void look() {
        long now = ways.now();
        for (Plug plug : board.all()) {
            for (RelayStream stream : plug.streams()) {
                if (stream.isStalled(now)) {
                    board.endBoth(plug, stream, Cause.STALLED);
                    if (stream.occupies()) {
                        // What it didn't take stays in memory until its socket ends.
                        board.cut(plug, Ending.NOT_READ);
                    }
                }
            }
            plug.forget(now);
        }
        rates.forget(now);
    }

    /** Where rates are bounded, some times a second: grants what has become free. */
    void grant() {
        for (Plug plug : board.all()) {
            for (RelayStream stream : plug.streams()) {
                if (stream instanceof ReceiverEnd receiver) {
                    clients.handOn(plug, receiver, false);
                }
            }
        }
    }

    RelayMemory memory() {
        return memory;
    }

    RelayRates rates() {
        return rates;
    }
}
