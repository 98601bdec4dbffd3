package io.slipway.edge.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/** Bytes of a file on their way in, that can be held back. */
interface Source {
    /** Lets them flow, piece by piece; the future is done after the last one. */
    Future<Void> pieces(Handler<Buffer> taker);

    void pause();

    void resume();

    /** Ends it from this side. */
    void fail(Throwable reason);
}
