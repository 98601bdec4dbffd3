package io.slipway.relay;

import io.slipway.protocol.Relay.Cause;
import io.slipway.protocol.Relay.Ending;
import io.slipway.protocol.RelayParcel;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay of one node, without event loop and bus: what sockets, other nodes and the clock bring comes in here. Everything
 * happens on one thread.
 */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Ways ways;
    private final RelayCounters counters;
    private final RelayMemory memory;
    private final RelayRates rates;
    private final Board board;
    private final ClientFrames clients;
    private final NodeFrames nodes;

    Exchange(RelaySettings settings, Ways ways, RelayCounters counters) {
        this.ways = ways;
        this.memory = new RelayMemory(settings.memory());
        this.rates = new RelayRates(settings.rate());
        this.counters = counters;
        this.board = new Board(settings, ways, counters, this::arrivedHere);
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

    private void arrivedHere(String node, RelayParcel.Framed framed) {
        nodes.arrived(node, framed);
    }

    /** Something came from another node. */
    void arrived(String node, Buffer bytes) {
        RelayParcel parcel;
        try {
            parcel = RelayParcel.parse(bytes);
        } catch (RelayParcel.Unfit e) {
            counters.refuse(e.why());
            LOG.atWarn().addKeyValue(LogKeys.REASON, e.why()).log("another node sent what can't be taken");
            return;
        }
        if (parcel instanceof RelayParcel.Unplug unplug) {
            unplugged(unplug);
        } else if (parcel instanceof RelayParcel.Framed framed) {
            nodes.arrived(node, framed);
        }
    }

    /** What a peer has plugged in here isn't its any more, but for what it plugged in later. */
    void unplugged(RelayParcel.Unplug unplug) {
        board.fence(unplug);
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
        board.forget(now);
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
