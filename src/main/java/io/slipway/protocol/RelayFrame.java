package io.slipway.protocol;

import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.vertx.core.buffer.Buffer;

/**
 * One message of a bulk socket. All begin with
 *
 * <pre>
 *  offset  bytes
 *       0      1  type
 *       1      1  flags: 0
 *       2      2  0
 *       4     16  stream: random, chosen by the receiver
 *      20      8  position: a byte of the sealed file, 0 … 2^53 - 1, big-endian
 *
 *  type            position                     then
 *  1 {@link Hello}   0                            ticket 32; stream is zero
 *  2 {@link Ready}   0                            nothing; stream is zero
 *  3 {@link Open}    first byte, of a chunk       peer 16 · file 16 · end 8 · limit 8
 *  4 {@link Data}    of its first byte            1 … 65,568 bytes
 *  5 {@link Grant}   limit                        nothing
 *  6 {@link Resume}  to go on from, of a chunk    nothing
 *  7 {@link Close}   last that was taken or sent  cause 2
 * </pre>
 */
public sealed interface RelayFrame {
    /** What every frame begins with. */
    int HEAD_BYTES = 28;
    /** The most of a file in one frame: a salt, a segment, its tag. */
    int MAX_DATA = 16 + (1 << 16) + 16;
    /** The largest frame. */
    int MAX_BYTES = HEAD_BYTES + MAX_DATA;
    /** The last position there may be. */
    long MAX_POSITION = (1L << 53) - 1;
    /** From the beginning of one sealed chunk to that of the next. */
    int CHUNK_BYTES = 1_048_848;
    /** A ticket's raw bytes. */
    int TICKET_BYTES = 32;

    /** What begins a bulk socket. @param ticket {@link #TICKET_BYTES} bytes */
    record Hello(Buffer ticket) implements RelayFrame {
        @Override
        public String toString() {
            return "Hello[***]";
        }
    }

    /** A bulk socket may be used. */
    record Ready() implements RelayFrame {}

    /**
     * A receiver wants a range of a file.
     *
     * @param position of its first byte
     * @param peer who is at the other end: the sender, and where it reaches the sender, the receiver
     * @param end the first position after it
     * @param limit that the sender may send below
     */
    record Open(StreamId stream, long position, PeerId peer, FileId file, long end, long limit) implements RelayFrame {
        /** The same, for the one at the other end. */
        public Open with(PeerId other, long further) {
            return new Open(stream, position, other, file, end, further);
        }
    }

    /** @param bytes a view of the frame: nothing is copied */
    record Data(StreamId stream, long position, Buffer bytes) implements RelayFrame {}

    record Grant(StreamId stream, long limit) implements RelayFrame {}

    record Resume(StreamId stream, long position) implements RelayFrame {}

    /** @param cause 0 … 65,535, see {@link Relay.Cause} */
    record Close(StreamId stream, long position, int cause) implements RelayFrame {}

    /** A stream's 16 random bytes. */
    record StreamId(long high, long low) {
        /** That of frames that belong to no stream. */
        public static final StreamId NONE = new StreamId(0, 0);
    }

    /** Bytes that are no frame. */
    final class BadFrame extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadFrame(String why) {
            super(why, null, false, false);
        }
    }

    /** @throws BadFrame if it isn't one, to the last byte */
    static RelayFrame parse(Buffer buffer) {
        return FrameBytes.parse(buffer);
    }

    /** The bytes of it, a fresh buffer. */
    default Buffer toBuffer() {
        return FrameBytes.write(this);
    }
}
