package io.slipway.protocol;

import io.slipway.model.PeerId;
import io.slipway.protocol.Relay.Refusal;
import io.vertx.core.buffer.Buffer;

/**
 * What nodes send each other at {@link Relay#frames}:
 *
 * <pre>
 *  offset  bytes
 *       0     16  the peer this is for
 *      16     16  the peer it comes from
 *      32      …  a frame, but for HELLO and READY, which nodes have no use for
 *
 *  and where both are the same peer, who never sends itself anything:
 *      32      4  turn, big-endian, from 1: its bulk sockets here below that one aren't its any more
 *      36      1  why: 0 it is gone, 1 it has another one
 * </pre>
 */
public sealed interface RelayParcel {
    /** What stands before a frame. */
    int PREFIX_BYTES = 32;
    /** The largest parcel. */
    int MAX_BYTES = PREFIX_BYTES + RelayFrame.MAX_BYTES;

    /** @param bytes the frame as it came, a view of the parcel */
    record Framed(PeerId to, PeerId from, RelayFrame frame, Buffer bytes) implements RelayParcel {}

    /**
     * @param below the turn below which bulk sockets end
     * @param replaced whether the peer has another one; else it is gone
     */
    record Unplug(PeerId peer, int below, boolean replaced) implements RelayParcel {}

    /** Bytes that are no parcel. */
    final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        private final Refusal why;

        Unfit(Refusal why) {
            super(why.name(), null, false, false);
            this.why = why;
        }

        public Refusal why() {
            return why;
        }
    }

    /** @throws Unfit if it isn't one, to the last byte: {@code TRUNCATED}, {@code OVERLONG} or {@code MALFORMED} */
    static RelayParcel parse(Buffer buffer) throws Unfit {
        return ParcelBytes.parse(buffer);
    }

    /** A frame on its way, a fresh buffer. */
    static Buffer of(PeerId to, PeerId from, Buffer frame) {
        return Buffer.buffer(PREFIX_BYTES + frame.length())
                .appendBytes(to.bytes())
                .appendBytes(from.bytes())
                .appendBuffer(frame);
    }

    /** That sockets of a peer end, a fresh buffer. */
    static Buffer of(Unplug unplug) {
        return of(
                unplug.peer(),
                unplug.peer(),
                Buffer.buffer(Integer.BYTES + 1).appendInt(unplug.below()).appendByte((byte)
                        (unplug.replaced() ? 1 : 0)));
    }
}
