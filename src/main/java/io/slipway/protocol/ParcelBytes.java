package io.slipway.protocol;

import io.slipway.model.PeerId;
import io.slipway.protocol.Relay.Refusal;
import io.slipway.protocol.RelayParcel.Framed;
import io.slipway.protocol.RelayParcel.Unfit;
import io.slipway.protocol.RelayParcel.Unplug;
import io.vertx.core.buffer.Buffer;

/** Bytes to parcels, as the table at {@link RelayParcel} has them. */
final class ParcelBytes {
    private static final int PEER_BYTES = RelayParcel.PREFIX_BYTES / 2;
    private static final int UNPLUG_BYTES = RelayParcel.PREFIX_BYTES + Integer.BYTES + 1;

    private ParcelBytes() {}

    static RelayParcel parse(Buffer buffer) throws Unfit {
        need(buffer.length() <= RelayParcel.MAX_BYTES, Refusal.OVERLONG);
        need(buffer.length() > RelayParcel.PREFIX_BYTES, Refusal.TRUNCATED);
        PeerId to = PeerId.of(buffer.getBytes(0, PEER_BYTES));
        PeerId from = PeerId.of(buffer.getBytes(PEER_BYTES, RelayParcel.PREFIX_BYTES));
        return to.equals(from) ? unplug(to, buffer) : framed(to, from, buffer);
    }

    private static Unplug unplug(PeerId peer, Buffer buffer) throws Unfit {
        need(buffer.length() >= UNPLUG_BYTES, Refusal.TRUNCATED);
        need(buffer.length() == UNPLUG_BYTES, Refusal.MALFORMED);
        int below = buffer.getInt(RelayParcel.PREFIX_BYTES);
        byte why = buffer.getByte(UNPLUG_BYTES - 1);
        need(below > 0 && (why == 0 || why == 1), Refusal.MALFORMED);
        return new Unplug(peer, below, why == 1);
    }

    private static Framed framed(PeerId to, PeerId from, Buffer buffer) throws Unfit {
        Buffer bytes = buffer.slice(RelayParcel.PREFIX_BYTES, buffer.length());
        need(bytes.length() >= RelayFrame.HEAD_BYTES, Refusal.TRUNCATED);
        RelayFrame frame;
        try {
            frame = RelayFrame.parse(bytes);
        } catch (RelayFrame.BadFrame e) {
            throw new Unfit(Refusal.MALFORMED);
        }
        need(!(frame instanceof RelayFrame.Hello || frame instanceof RelayFrame.Ready), Refusal.MALFORMED);
        return new Framed(to, from, frame, bytes);
    }

    private static void need(boolean met, Refusal otherwise) throws Unfit {
        if (!met) {
            throw new Unfit(otherwise);
        }
    }
}
