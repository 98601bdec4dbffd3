package io.slipway.edge.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * What becomes of a body that nobody will read, when an answer is given before it arrived. A short one is read and thrown
 * away, so the connection stays usable. For a long one the answer says that the connection ends; it lingers a moment,
 * since closing with bytes unread would take the answer away from the client (RFC 9112, section 9.6).
 */
final class UnreadBody {
    /** A body up to this long is read for the sake of the connection. */
    static final long MAX_DISCARDED = 2L << 20;

    private final Vertx vertx;
    private final Duration linger;

    UnreadBody(Vertx vertx, Duration linger) {
        this.vertx = vertx;
        this.linger = linger;
    }

    /** To be called before the answer is sent. */
    void settle(HttpServerRequest request) {
        if (request.isEnded() || !hasBody(request)) {
            return;
        }
        boolean small = length(request) <= MAX_DISCARDED && request.getHeader(HttpHeaders.EXPECT) == null;
        discard(request, small);
        if (!small) {
            HttpServerResponse response = request.response();
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            vertx.setTimer(Math.max(1, linger.toMillis()), id -> Quiet.close(request.connection()));
        }
    }

    private static void discard(HttpServerRequest request, boolean small) {
        long[] seen = {0};
        request.exceptionHandler(e -> {});
        request.endHandler(end -> {});
        request.handler(piece -> {
            seen[0] += piece.length();
            if (seen[0] > MAX_DISCARDED && !small) {
                request.pause();
            }
        });
        request.resume();
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || request.headers().contains(HttpHeaders.CONTENT_LENGTH) && length(request) != 0;
    }

    private static long length(HttpServerRequest request) {
        try {
            long length = Incoming.announced(request);
            return length < 0 ? Long.MAX_VALUE : length;
        } catch (RuntimeException e) {
            return Long.MAX_VALUE;
        }
    }
}
