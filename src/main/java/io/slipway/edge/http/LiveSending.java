package io.slipway.edge.http;

import io.slipway.model.PeerId;
import io.slipway.protocol.Relay;
import io.slipway.protocol.RelayFrame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * The sender of a plain stream: its body goes on as far as the receiver's node has granted, and is held back for the rest.
 * Answered when the receiver has all of it.
 */
final class LiveSending extends LiveEnd {
    /** Bytes that the relay may have before it. */
    private static final int MAX_AHEAD = 8 * RelayFrame.MAX_BYTES;

    private final HttpServerRequest request;
    private RelayFrame.StreamId stream;
    private Buffer rest;
    private long position;
    private long limit;
    private long ahead;
    private boolean ended;
    private boolean closed;

    /** @param request paused */
    LiveSending(Workbench bench, HttpServerRequest request) {
        super(bench, request);
        this.request = request;
        request.exceptionHandler(gone -> fail(new Disconnected()));
    }

    @Override
    void met(PeerId other) {
        // The receiver opens the stream.
    }

    @Override
    void taken() {
        if (closed) {
            Quiet.drop(Answers.text(response(), 200, position + " bytes\n"));
            succeed();
        }
    }

    @Override
    Future<Void> heard(RelayFrame frame) {
        if (frame instanceof RelayFrame.Open open && stream == null) {
            flows();
            stream = open.stream();
            limit = open.limit();
            begin();
        } else if (frame instanceof RelayFrame.Grant grant) {
            limit = Math.max(limit, grant.limit());
            pump();
        } else if (frame instanceof RelayFrame.Close close) {
            fail(problem(close));
        }
        return Future.succeededFuture();
    }

    private void begin() {
        String expect = request.getHeader(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            Quiet.drop(response().writeContinue());
        }
        request.handler(piece -> {
            rest = rest == null ? piece : Buffer.buffer().appendBuffer(rest).appendBuffer(piece);
            pump();
        });
        request.endHandler(end -> {
            ended = true;
            pump();
        });
        pump();
    }

    private void pump() {
        if (stream == null || closed || over()) {
            return;
        }
        while (rest != null && limit > position && ahead < MAX_AHEAD) {
            int length = (int) Math.min(Math.min(rest.length(), RelayFrame.MAX_DATA), limit - position);
            Buffer piece = rest.slice(0, length);
            rest = length == rest.length() ? null : rest.getBuffer(length, rest.length());
            ahead += length;
            send(new RelayFrame.Data(stream, position, piece)).onComplete(dealt -> {
                boolean wasFull = ahead >= MAX_AHEAD;
                ahead -= length;
                if (wasFull) {
                    pump();
                }
            });
            position += length;
        }
        if (rest == null && ended) {
            closed = true;
            Quiet.drop(send(new RelayFrame.Close(stream, position, Relay.Cause.DONE.code())));
        } else if (rest != null || limit == position || ahead >= MAX_AHEAD) {
            request.pause();
        } else {
            request.resume();
        }
    }
}
