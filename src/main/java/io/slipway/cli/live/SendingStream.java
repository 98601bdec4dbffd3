package io.slipway.cli.live;

import io.slipway.cli.live.Outbound.Span;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Sends one range of a file, as far as its receiver lets it and its socket takes it. A chunk is asked for once in a stream, unless it is gone back to. */
final class SendingStream implements BulkLine.Stream {
    private final BulkLine line;
    private final LiveFrame open;
    private final LiveSource source;
    private final Outbound out;
    /** The chunk that is being sent, and its number. */
    private byte[] sealed;

    private long index = -1;
    private boolean asking;
    /** Whether the next bytes count as gone, though they wait for their time. */
    private boolean paid;

    private boolean waiting;
    private boolean ended;

    /** @param length sealed bytes of the file */
    SendingStream(BulkLine line, LiveFrame open, LiveSource source, long length) {
        this.line = line;
        this.open = open;
        this.source = source;
        this.out = new Outbound(open, length);
    }

    @Override
    public void heard(LiveFrame frame) {
        switch (frame.kind()) {
            case GRANT -> {
                out.grant(frame.position());
                go();
            }
            case RESUME -> {
                if (out.resume(frame.position())) {
                    go();
                } else {
                    end(StreamCause.BAD_FRAME);
                }
            }
            case CLOSE -> over();
            default -> {
                // Not for whoever sends.
            }
        }
    }

    /** Sends what may be sent. */
    void go() {
        while (!ended && !waiting && !line.isFull()) {
            if (out.isDone()) {
                over();
                return;
            }
            Optional<Span> span = out.next();
            if (span.isEmpty()) {
                return;
            }
            if (span.get().chunk() != index) {
                ask(span.get().chunk());
                return;
            }
            if (mustWait(span.get())) {
                return;
            }
            send(span.get());
        }
    }

    private boolean mustWait(Span span) {
        long wait = paid ? 0 : source.pace(span.length());
        paid = true;
        if (wait > 0) {
            waiting = true;
            line.doors()
                    .vertx()
                    .setTimer(
                            wait,
                            now -> line.run(() -> {
                                waiting = false;
                                go();
                            }));
        }
        return wait > 0;
    }

    private void send(Span span) {
        if (sealed.length < span.to()) {
            end(StreamCause.SOURCE_CHANGED);
            return;
        }
        Buffer bytes = Buffer.buffer(span.length()).appendBytes(sealed, span.from(), span.length());
        out.sent(span);
        paid = false;
        line.send(LiveFrame.data(open.stream(), span.position(), bytes));
    }

    private void ask(long chunk) {
        if (asking) {
            return;
        }
        asking = true;
        source.chunk(open.file(), chunk)
                .onComplete(
                        bytes -> line.run(() -> {
                            asking = false;
                            sealed = bytes;
                            index = chunk;
                            go();
                        }),
                        failure -> line.run(() -> end(StreamCause.SOURCE_CHANGED)));
    }

    @Override
    public void drained() {
        go();
    }

    @Override
    public boolean isServed() {
        return true;
    }

    @Override
    public void lost() {
        over();
    }

    private void end(StreamCause cause) {
        if (!ended) {
            line.send(LiveFrame.close(open.stream(), out.position(), cause));
            over();
        }
    }

    private void over() {
        ended = true;
        sealed = null;
        line.remove(open.stream());
    }
}
