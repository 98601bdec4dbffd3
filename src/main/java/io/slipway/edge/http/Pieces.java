package io.slipway.edge.http;

import io.vertx.core.Future;

/** What a response is made of, piece by piece, in order. Lives on one event loop. */
interface Pieces {
    /** The next piece; not to be called again before it came. A failure is final. */
    Future<ChunkReader.Piece> next();

    /** Gives back the piece that came last, by its number, and all that is ahead: it is made again, the same. */
    void giveBack(long from);

    /** Gives everything back, for good. */
    void close();
}
