package io.slipway.edge.http;

import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.protocol.Live;
import io.slipway.protocol.Relay;
import io.slipway.protocol.RelayFrame;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;

/**
 * The receiver of a plain stream: opens it for as much as may come, and takes that as fast as its client does. An answer that can't
 * be finished is reset, never ended.
 */
final class LiveReceiving extends LiveEnd {
    private static final FileId NO_FILE = FileId.of(new byte[16]);

    private final RelayFrame.StreamId stream;
    private long position;

    LiveReceiving(Workbench bench, HttpServerRequest request) {
        super(bench, request);
        // One request has one stream, so its peer's id is as good as any.
        ByteBuffer id = ByteBuffer.wrap(peer().bytes());
        stream = new RelayFrame.StreamId(id.getLong(), id.getLong());
    }

    @Override
    void met(PeerId other) {
        flows();
        Quiet.drop(
                send(new RelayFrame.Open(stream, 0, other, NO_FILE, RelayFrame.MAX_POSITION, RelayFrame.MAX_POSITION)));
    }

    @Override
    void taken() {
        // It is what this end says to the other.
    }

    @Override
    Future<Void> heard(RelayFrame frame) {
        if (frame instanceof RelayFrame.Data data) {
            if (data.position() != position) {
                return lost();
            }
            begin();
            position += data.bytes().length();
            return response().write(data.bytes()).onFailure(gone -> fail(new Disconnected()));
        }
        if (frame instanceof RelayFrame.Close close) {
            if (close.cause() != Relay.Cause.DONE.code()) {
                // Whoever writes problems resets an answer that has begun.
                fail(problem(close));
            } else if (close.position() != position) {
                return lost();
            } else {
                finish();
            }
        }
        return Future.succeededFuture();
    }

    private Future<Void> lost() {
        Quiet.drop(send(new RelayFrame.Close(stream, position, Relay.Cause.SOURCE_NOT_SEEKABLE.code())));
        fail(problem(Relay.Cause.SOURCE_NOT_SEEKABLE));
        return Future.succeededFuture();
    }

    private void finish() {
        begin();
        response()
                .end()
                .compose(left -> bench().bus().request(Live.TAKEN, new Live.Taken(peer())))
                .onComplete(told -> succeed(), failure -> fail(new Disconnected()));
    }

    private void begin() {
        HttpServerResponse response = response();
        if (!response.headWritten()) {
            response.setChunked(true)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                    .putHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }
}
