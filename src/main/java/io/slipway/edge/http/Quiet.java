package io.slipway.edge.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For what may fail without anybody being able to do more about it: the client is gone. */
final class Quiet {
    private static final Logger LOG = LoggerFactory.getLogger(Quiet.class);

    private Quiet() {}

    static void drop(Future<?> future) {
        future.onFailure(e -> LOG.trace("the client was gone already", e));
    }

    static void close(HttpConnection connection) {
        drop(connection.close());
    }

    /** Breaks an answer off so that it looks broken. */
    static void reset(HttpServerResponse response) {
        drop(response.reset());
    }
}
