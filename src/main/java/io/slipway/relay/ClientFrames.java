package io.slipway.relay;

import io.slipway.flow.SendLimit.Verdict;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Relay.Cause;
import io.slipway.protocol.Relay.Ending;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.Close;
import io.slipway.protocol.RelayFrame.Data;
import io.slipway.protocol.RelayFrame.Grant;
import io.slipway.protocol.RelayFrame.Open;
import io.slipway.protocol.RelayFrame.Resume;
import io.vertx.core.buffer.Buffer;

/** What clients of this node send. Here all of it is checked; other nodes rely on that. */
final class ClientFrames {
    private final Board board;
    private final Ways ways;
    private final RelayMemory memory;
    private final RelayRates rates;
    private final RelayCounters counters;

    ClientFrames(Board board, Ways ways, RelayMemory memory, RelayRates rates, RelayCounters counters) {
        this.board = board;
        this.ways = ways;
        this.memory = memory;
        this.rates = rates;
        this.counters = counters;
    }

    /** One that is none, or isn't this client's to send, ends its socket. */
    void heard(Plug plug, Buffer bytes) {
        if (plug.isOut()) {
            return;
        }
        RelayFrame frame;
        try {
            frame = RelayFrame.parse(bytes);
        } catch (RelayFrame.BadFrame e) {
            board.broke(plug, Ending.BAD_FRAME);
            return;
        }
        if (!fits(plug, frame, bytes)) {
            board.broke(plug, Ending.BAD_FRAME);
        }
    }

    private boolean fits(Plug plug, RelayFrame frame, Buffer bytes) {
        if (frame instanceof Data data) {
            return sent(plug, data, bytes);
        }
        if (frame instanceof Grant grant) {
            return granted(plug, grant);
        }
        if (frame instanceof Open open) {
            opened(plug, open);
            return true;
        }
        if (frame instanceof Resume resume) {
            return resumed(plug, resume);
        }
        return frame instanceof Close close && closed(plug, close);
    }

    private void opened(Plug plug, Open open) {
        if (plug.stream(open.stream()) != null) {
            return;
        }
        if (plug.isCrowded()) {
            board.broke(plug, Ending.TOO_MUCH);
            return;
        }
        if (open.peer().equals(plug.peer())) {
            refuse(plug, open, Cause.NOT_ALLOWED);
            return;
        }
        RelayMemory.Part part = plug.isFull(open.peer()) ? null : memory.open();
        if (part == null) {
            refuse(plug, open, Cause.OVER_CAPACITY);
            return;
        }
        ReceiverEnd stream = new ReceiverEnd(open, part, ways.now());
        board.begin(plug, stream);
        ways.meet(plug.peer(), plug.turn(), open.peer())
                .onSuccess(met -> met(plug, stream, open, met))
                .onFailure(absent -> board.endHere(plug, stream, Cause.PEER_GONE));
    }

    private void refuse(Plug plug, Open open, Cause cause) {
        counters.refused.increment();
        Refused stream = new Refused(open);
        plug.add(stream);
        board.endHere(plug, stream, cause);
    }

    private void met(Plug plug, ReceiverEnd stream, Open open, Presence.Met met) {
        if (stream.hasEnded()) {
            return;
        }
        counters.opened.increment();
        long limit = stream.onMet(met.node(), rates.of(plug.address(), met.share()), ways.now());
        board.send(plug, stream, open.with(plug.peer(), limit).toBuffer());
    }

    private boolean sent(Plug plug, Data data, Buffer bytes) {
        if (!(plug.stream(data.stream()) instanceof SenderEnd sender)) {
            return false;
        }
        if (sender.hasEnded()) {
            return true;
        }
        int length = data.bytes().length();
        Verdict verdict = sender.onData(data.position(), length);
        if (verdict == Verdict.BEYOND_LIMIT || verdict == Verdict.ASTRAY) {
            board.endBoth(plug, sender, Cause.CREDIT_VIOLATION);
            board.broke(plug, Ending.CREDIT_VIOLATION);
            return true;
        }
        counters.sent.add(length);
        board.send(plug, sender, bytes);
        if (verdict == Verdict.LAST) {
            sender.end(Cause.DONE, ways.now());
        }
        return true;
    }

    private boolean granted(Plug plug, Grant grant) {
        RelayStream stream = plug.stream(grant.stream());
        if (stream instanceof ReceiverEnd receiver) {
            receiver.onGrant(grant.limit());
            handOn(plug, receiver, true);
        }
        return isReceivers(stream);
    }

    /** A limit goes on to the sender as far as the bounds of this node let it. @param again even one that went before */
    void handOn(Plug plug, ReceiverEnd receiver, boolean again) {
        receiver.grant(again, ways.now())
                .ifPresent(limit -> board.send(plug, receiver, new Grant(receiver.id(), limit).toBuffer()));
    }

    private boolean resumed(Plug plug, Resume resume) {
        RelayStream stream = plug.stream(resume.stream());
        if (stream instanceof ReceiverEnd receiver && receiver.node().isPresent()) {
            if (!receiver.mayResume(resume.position())) {
                return false;
            }
            board.send(plug, receiver, resume.toBuffer());
        }
        return isReceivers(stream);
    }

    private static boolean isReceivers(RelayStream stream) {
        return stream instanceof ReceiverEnd || stream instanceof Refused;
    }

    private boolean closed(Plug plug, Close close) {
        RelayStream stream = plug.stream(close.stream());
        if (stream != null && !stream.hasEnded()) {
            board.send(plug, stream, close.toBuffer());
            stream.end(Cause.of(close.cause()).orElse(Cause.CANCELLED), ways.now());
        }
        return stream != null;
    }
}
