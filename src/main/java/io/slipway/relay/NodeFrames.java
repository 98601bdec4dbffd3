package io.slipway.relay;

import io.slipway.model.PeerId;
import io.slipway.protocol.Relay.Cause;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.Close;
import io.slipway.protocol.RelayFrame.Data;
import io.slipway.protocol.RelayFrame.Grant;
import io.slipway.protocol.RelayFrame.Open;
import io.slipway.protocol.RelayFrame.Resume;
import io.vertx.core.buffer.Buffer;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes from a node for a peer of this one; that node may be this one itself. */
final class NodeFrames {
    private static final Logger LOG = LoggerFactory.getLogger(NodeFrames.class);

    private final Board board;
    private final Ways ways;
    private final RelayCounters counters;
    private final BiConsumer<Plug, ReceiverEnd> taken;

    /** @param taken is told when a receiver took something: it may be granted more */
    NodeFrames(Board board, Ways ways, RelayCounters counters, BiConsumer<Plug, ReceiverEnd> taken) {
        this.board = board;
        this.ways = ways;
        this.counters = counters;
        this.taken = taken;
    }

    void arrived(String node, PeerId to, PeerId from, Buffer bytes) {
        RelayFrame frame;
        try {
            frame = RelayFrame.parse(bytes);
        } catch (RelayFrame.BadFrame e) {
            LOG.warn("another node sent a frame that is none");
            return;
        }
        Plug plug = board.plug(to);
        if (frame instanceof Data data) {
            sent(node, plug, to, from, data, bytes);
        } else if (frame instanceof Open open) {
            asked(node, plug, to, from, open);
        } else if (plug != null && frame instanceof Grant grant) {
            if (stream(plug, grant.stream(), from) instanceof SenderEnd sender) {
                sender.onGrant(grant.limit(), ways.now());
                tell(plug, sender);
            }
        } else if (plug != null && frame instanceof Resume resume) {
            if (stream(plug, resume.stream(), from) instanceof SenderEnd sender) {
                sender.onResume(resume.position(), ways.now());
                say(plug, resume);
            }
        } else if (plug != null && frame instanceof Close close) {
            RelayStream stream = stream(plug, close.stream(), from);
            if (stream != null) {
                stream.end(Cause.of(close.cause()).orElse(Cause.CANCELLED), ways.now());
                say(plug, close);
            }
        }
    }

    /** The stream if it goes on and is one with that peer, else null. */
    private static RelayStream stream(Plug plug, RelayFrame.StreamId id, PeerId other) {
        RelayStream stream = plug.stream(id);
        return stream == null || stream.hasEnded() || !stream.other().equals(other) ? null : stream;
    }

    private void asked(String node, Plug plug, PeerId sender, PeerId receiver, Open open) {
        RelayStream known = plug == null ? null : plug.stream(open.stream());
        Cause refusal = null;
        if (plug == null) {
            refusal = Cause.PEER_GONE;
        } else if (known != null && known.other().equals(receiver)) {
            return;
        } else if (known != null) {
            refusal = Cause.BAD_FRAME;
        } else if (plug.isFull(receiver) || plug.isCrowded()) {
            refusal = Cause.OVER_CAPACITY;
        }
        if (refusal != null) {
            Close close = new Close(open.stream(), open.position(), refusal.code());
            board.send(node, receiver, sender, close.toBuffer());
            return;
        }
        plug.add(new SenderEnd(node, receiver, open, ways.now()));
        say(plug, open);
    }

    private void sent(String node, Plug plug, PeerId to, PeerId from, Data data, Buffer bytes) {
        if (plug == null || plug.stream(data.stream()) == null) {
            // Whoever sends hasn't heard that this one is gone.
            Close close = new Close(data.stream(), data.position(), Cause.PEER_GONE.code());
            board.send(node, from, to, close.toBuffer());
        } else if (stream(plug, data.stream(), from) instanceof ReceiverEnd receiver) {
            deliver(plug, receiver, data, bytes);
        }
    }

    private void deliver(Plug plug, ReceiverEnd receiver, Data data, Buffer bytes) {
        int length = data.bytes().length();
        long position = data.position();
        if (!receiver.onData(position, length)) {
            counters.dropped.add(length);
            return;
        }
        counters.hold(length);
        plug.deliver(bytes).onSuccess(took -> counters.received.add(length)).onComplete(over -> {
            counters.hold(-length);
            receiver.onTaken(position, length, ways.now());
            taken.accept(plug, receiver);
        });
        if (receiver.isLast(position, length)) {
            receiver.end(Cause.DONE, ways.now());
        }
    }

    private void say(Plug plug, RelayFrame frame) {
        board.say(plug, frame).onFailure(closed -> LOG.debug("a socket was closed before it took a frame", closed));
    }

    private void tell(Plug plug, SenderEnd sender) {
        if (sender.mustTell()) {
            board.say(plug, new Grant(sender.id(), sender.limit())).onComplete(told -> {
                sender.onTold();
                tell(plug, sender);
            });
        }
    }
}
