package io.slipway.edge.http;

import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Downloads;
import io.slipway.seal.Slp1;

/**
 * The chunks a request is likely to read, told from its headers before the file's size is known, so that their places come
 * with the answer that tells it. A wrong guess costs a question more.
 *
 * @param from first chunk
 * @param count of chunks, 1 … {@link Places#MAX}
 */
record Reach(long from, int count) {
    /** @param mode how the client sees the file's bytes, which is what it counts */
    static Catalog.FindContent question(
            Exchange exchange, ShareId share, FileId file, Mode mode, Downloads.Visitor visitor) {
        int unit = mode == Mode.OPEN ? Slp1.CHUNK_BYTES : Slp1.SEALED_CHUNK_BYTES;
        Reach reach = exchange.head() ? new Reach(0, 1) : of(exchange.request().getHeader("Range"), unit);
        return new Catalog.FindContent(share, file, exchange.proof(), mode, reach.from, reach.count, visitor);
    }

    /** @param unit bytes of a chunk */
    static Reach of(String range, int unit) {
        if (ByteRange.of(range, Long.MAX_VALUE) instanceof ByteRange.Part part) {
            long from = part.from() / unit;
            return new Reach(from, (int) Math.min(Places.MAX, part.to() / unit - from + 1));
        }
        return new Reach(0, Places.MAX);
    }
}
