package io.slipway.edge.http;

import io.vertx.core.Future;

/** What a response is made of, piece by piece, in order. Lives on one event loop. */
interface Pieces {
    /** The next piece; not to be called again before it came. A failure is final. */
    Future<ChunkReader.Piece> next();

    /** Gives back the piece that came last, by its number, and all that is ahead: it is made again, the same. */
    void giveBack(long from);

    /** The same, when a file that the piece lies in isn't what it was: from now on pieces lie in none. */
    default void withoutFiles(long from) {
        giveBack(from);
    }

    /** Gives everything back, for good. */
    void close();
}
