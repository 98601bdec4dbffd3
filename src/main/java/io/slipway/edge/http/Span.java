package io.slipway.edge.http;

import io.slipway.model.FileId;

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

    /** The same as bytes of a file that cost something. */
    Toll.Course course(FileId file) {
        return new Toll.Course() {
            @Override
            public Toll.Stretch first() {
                long end = length() == 0 ? from : from + end(firstChunk()) - begin(firstChunk()) - 1;
                return new Toll.Stretch(file, from, end);
            }

            @Override
            public Toll.Stretch of(long sent, long until) {
                return new Toll.Stretch(file, from + sent, from + until - 1);
            }

            @Override
            public long counted(long sent) {
                return sent;
            }
        };
    }

    /** Where it ends in one of its chunks, exclusive. */
    int end(long chunk) {
        return (int) Math.min(layout.length(chunk), to - layout.start(chunk) + 1);
    }
}
