package io.slipway.cli.live;

import io.slipway.seal.Slp1;
import io.vertx.core.buffer.Buffer;

/**
 * The receiving end of a stream, without its socket: puts data together to whole chunks, says how far it may come, and where to go on after
 * a gap. A chunk is made of one sealing alone: when its sender begins it anew, what was there of it is dropped. Pure; not
 * thread-safe.
 */
final class Inbound {
    /** How far data may come beyond what was taken. */
    static final long MAX_CREDIT = 4L << 20;

    private final long end;
    private long index;
    private byte[] sealed;
    private int filled;
    private long taken;
    private boolean missing;

    /** What came of some data. */
    enum Arrival {
        /** It was taken. */
        TAKEN,
        /** It was taken, and a chunk is whole by it: {@link #whole}. */
        WHOLE,
        /** Nothing new. */
        REPEATED,
        /** Something before it is missing. */
        GAP,
        /** It has no place in the range, or not such a length. */
        BAD
    }

    /** @param from the start of a chunk. @param end the first byte after the range: after a chunk */
    Inbound(long from, long end) {
        this.index = from / Slp1.SEALED_CHUNK_BYTES;
        this.end = end;
        this.taken = from;
    }

    long end() {
        return end;
    }

    /** Where the sender has to go on from after a gap: the start of the chunk that is being filled. */
    long resumeAt() {
        return index * Slp1.SEALED_CHUNK_BYTES;
    }

    private long position() {
        return resumeAt() + filled;
    }

    /** How far data may come. Never falls. */
    long limit() {
        return Math.min(end, taken + MAX_CREDIT);
    }

    /** All before this byte was taken. */
    long taken() {
        return taken;
    }

    /** Whether all of the range came. */
    boolean isWhole() {
        return resumeAt() >= end;
    }

    /** Whether more may come by now. */
    boolean mayCome() {
        return !isWhole() && position() < limit();
    }

    /** Whether a gap is to be closed before anything counts. */
    boolean isMissing() {
        return missing;
    }

    Arrival data(long position, Buffer bytes) {
        if (position + bytes.length() > limit()) {
            return Arrival.BAD;
        }
        if (isWhole() || position < resumeAt() || position < position() && has(position, bytes)) {
            return Arrival.REPEATED;
        }
        if (position == resumeAt()) {
            filled = 0;
        }
        if (position == position()) {
            return fill(bytes);
        }
        filled = 0;
        missing = true;
        return Arrival.GAP;
    }

    /** Whether these bytes came already: others at their place are of another sealing. */
    private boolean has(long position, Buffer bytes) {
        int from = (int) (position - resumeAt());
        if (from + bytes.length() > filled) {
            return false;
        }
        for (int at = 0; at < bytes.length(); at++) {
            if (bytes.getByte(at) != sealed[from + at]) {
                return false;
            }
        }
        return true;
    }

    private Arrival fill(Buffer bytes) {
        int length = (int) Math.min(Slp1.SEALED_CHUNK_BYTES, end - resumeAt());
        if (filled + bytes.length() > length) {
            return Arrival.BAD;
        }
        missing = false;
        if (sealed == null) {
            sealed = new byte[length];
        }
        bytes.getBytes(sealed, filled);
        filled += bytes.length();
        return filled == length ? Arrival.WHOLE : Arrival.TAKEN;
    }

    /** Another stream goes on for this one, from {@link #resumeAt}. */
    void restart() {
        filled = 0;
        missing = false;
    }

    /** The chunk that has just become whole: its number is {@link #resumeAt}'s. The next one begins with this call. */
    byte[] whole() {
        byte[] chunk = sealed;
        sealed = null;
        filled = 0;
        index++;
        return chunk;
    }

    /** Whoever wants a chunk has it: as much more may come. */
    void took(long chunk) {
        taken = Math.max(taken, Math.min(end, (chunk + 1) * Slp1.SEALED_CHUNK_BYTES));
    }
}
