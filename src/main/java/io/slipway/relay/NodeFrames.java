package io.slipway.relay;

import io.slipway.model.PeerId;
import io.slipway.protocol.Relay.Cause;
import io.slipway.protocol.Relay.Refusal;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.Close;
import io.slipway.protocol.RelayFrame.Data;
import io.slipway.protocol.RelayFrame.Grant;
import io.slipway.protocol.RelayFrame.Open;
import io.slipway.protocol.RelayFrame.Resume;
import io.slipway.protocol.RelayParcel;
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

    void arrived(String node, RelayParcel.Framed framed) {
        PeerId from = framed.from();
        RelayFrame frame = framed.frame();
        Plug plug = board.plug(framed.to());
        if (frame instanceof Open open) {
            asked(node, plug, framed.to(), from, open);
        } else if (frame instanceof Data data) {
            ReceiverEnd receiver = stream(ReceiverEnd.class, node, plug, data.stream(), from);
            if (receiver != null) {
                deliver(plug, receiver, data, framed.bytes());
            } else if (plug == null || plug.stream(data.stream()) == null) {
                // Whoever sends hasn't heard that this one is gone.
                Close close = new Close(data.stream(), data.position(), Cause.PEER_GONE.code());
                board.send(node, from, framed.to(), close.toBuffer());
            }
        } else if (frame instanceof Grant grant) {
            SenderEnd sender = stream(SenderEnd.class, node, plug, grant.stream(), from);
            if (sender != null) {
                sender.onGrant(grant.limit(), ways.now());
                tell(plug, sender);
            }
        } else if (frame instanceof Resume resume) {
            SenderEnd sender = stream(SenderEnd.class, node, plug, resume.stream(), from);
            if (sender != null) {
                sender.onResume(resume.position(), ways.now());
                say(plug, resume);
            }
        } else if (frame instanceof Close close) {
            RelayStream stream = stream(RelayStream.class, node, plug, close.stream(), from);
            if (stream != null) {
                stream.end(Cause.of(close.cause()).orElse(Cause.CANCELLED), ways.now());
                say(plug, close);
            }
        }
    }

    /** The stream if it goes on, is of this kind and with that peer at that node; else null, and counted unless it was one lately. */
    private <S extends RelayStream> S stream(
            Class<S> kind, String node, Plug plug, RelayFrame.StreamId id, PeerId other) {
        RelayStream stream = plug == null ? null : plug.stream(id);
        if (plug == null) {
            counters.refuse(Refusal.NO_SOCKET);
        } else if (stream == null) {
            counters.refuse(Refusal.UNKNOWN_STREAM);
        } else if (!stream.other().equals(other)) {
            counters.refuse(Refusal.FOREIGN_STREAM);
        } else if (!stream.hasEnded()) {
            if (kind.isInstance(stream) && stream.node().filter(node::equals).isPresent()) {
                return kind.cast(stream);
            }
            counters.refuse(Refusal.FOREIGN_STREAM);
        }
        return null;
    }

    private void asked(String node, Plug plug, PeerId sender, PeerId receiver, Open open) {
        RelayStream known = plug == null ? null : plug.stream(open.stream());
        Cause refusal = null;
        if (plug == null) {
            counters.refuse(Refusal.NO_SOCKET);
            refusal = Cause.PEER_GONE;
        } else if (known != null && known.other().equals(receiver)) {
            return;
        } else if (known != null) {
            counters.refuse(Refusal.FOREIGN_STREAM);
            refusal = Cause.BAD_FRAME;
        } else if (plug.isFull(receiver) || plug.isCrowded()) {
            refusal = Cause.OVER_CAPACITY;
        }
        if (refusal != null) {
            Close close = new Close(open.stream(), open.position(), refusal.code());
            board.send(node, receiver, sender, close.toBuffer());
            return;
        }
        board.begin(plug, new SenderEnd(node, receiver, open, ways.now()));
        say(plug, open);
    }

    private void deliver(Plug plug, ReceiverEnd receiver, Data data, Buffer bytes) {
        int length = data.bytes().length();
        long position = data.position();
        if (!receiver.onData(position, length)) {
            counters.dropped.add(length);
            counters.refuse(Refusal.BEYOND_WINDOW);
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
