package io.slipway.edge.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Sends short answers. */
final class Answers {
    private Answers() {}

    static Future<Void> json(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return end(response, body.toBuffer());
    }

    static Future<Void> text(HttpServerResponse response, int status, String body) {
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
        return end(response, Buffer.buffer(body));
    }

    /** Says how long the body is and sends it; to a {@code HEAD} only the first of these happens. */
    static Future<Void> end(HttpServerResponse response, Buffer body) {
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        if (!response.closed()) {
            Quiet.drop(response.end(body));
        }
        return Future.succeededFuture();
    }
}
