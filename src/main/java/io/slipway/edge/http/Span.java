package io.slipway.edge.http;

/**
 * The bytes of a file that one answer delivers.
 *
 * @param from first byte
 * @param to last byte, included
 */
record Span(Layout layout, long from, long to) {
    long length() {
        return to - from + 1;
    }

    long firstChunk() {
        return layout.chunkOf(from);
    }

    long lastChunk() {
        return layout.chunkOf(to);
    }

    /** Where it begins in one of its chunks. */
    int begin(long chunk) {
        return (int) Math.max(0, from - layout.start(chunk));
    }

    /** Where it ends in one of its chunks, exclusive. */
    int end(long chunk) {
        return (int) Math.min(layout.length(chunk), to - layout.start(chunk) + 1);
    }
}
