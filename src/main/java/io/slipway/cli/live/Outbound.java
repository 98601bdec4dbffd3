package io.slipway.cli.live;

import io.slipway.seal.Slp1;
import java.util.Optional;

/** The sending end of a stream, without its socket and its file: which bytes come next, and that none goes beyond the limit. Pure. */
final class Outbound {
    private final long end;
    private final long fileEnd;
    private long position;
    private long limit;

    /**
     * One frame's worth of a sealed chunk.
     *
     * @param position of its first byte in the sealed file
     * @param chunk its number
     * @param from within the sealed chunk
     * @param to the first byte after it
     */
    record Span(long position, long chunk, int from, int to) {
        int length() {
            return to - from;
        }
    }

    /** @param fileEnd sealed bytes of the file, at least the end of the range */
    Outbound(LiveFrame open, long fileEnd) {
        this.position = open.position();
        this.end = open.end();
        this.limit = open.limit();
        this.fileEnd = fileEnd;
    }

    /** The next byte to be sent. */
    long position() {
        return position;
    }

    boolean isDone() {
        return position >= end;
    }

    /** Takes over a limit; a lower one than before is an old one. */
    void grant(long further) {
        limit = Math.max(limit, further);
    }

    /** Goes back, or on, to the start of a chunk. @return false if the stream has no such place */
    boolean resume(long from) {
        if (from >= end) {
            return false;
        }
        position = from;
        return true;
    }

    /** What may be sent now: one segment with its tag, the salt before the first; empty until the limit rises. */
    Optional<Span> next() {
        if (isDone()) {
            return Optional.empty();
        }
        long chunk = position / Slp1.SEALED_CHUNK_BYTES;
        long start = chunk * Slp1.SEALED_CHUNK_BYTES;
        int from = (int) (position - start);
        int segment = Math.max(0, from - Slp1.SALT_BYTES) / Slp1.SEALED_SEGMENT_BYTES;
        long whole = Math.min(Slp1.SEALED_CHUNK_BYTES, fileEnd - start);
        int to = (int) Math.min(whole, Slp1.SALT_BYTES + (segment + 1L) * Slp1.SEALED_SEGMENT_BYTES);
        boolean allowed = start + to <= Math.min(limit, end);
        return allowed ? Optional.of(new Span(position, chunk, from, to)) : Optional.empty();
    }

    /** That is on its way. */
    void sent(Span span) {
        position = span.position + span.length();
    }
}
