package io.slipway.relay;

import io.slipway.flow.CreditWindow;
import io.slipway.protocol.RelayFrame;
import java.util.OptionalLong;

/**
 * A stream at the node of its receiver: how much the sender may be granted, and how much is in memory here. See
 * {@link RelayState}.
 */
final class ReceiverEnd extends RelayStream {
    private final RelayFrame.Open open;
    private final RelayMemory.Part part;
    private final CreditWindow credit;
    private RelayRates.Allowance allowance;
    private long told;
    private long arrived;
    private long held;
    private long movedAt;

    /** @param open as the receiver sent it */
    ReceiverEnd(RelayFrame.Open open, RelayMemory.Part part, long now) {
        super(open.stream(), open.peer(), new RelayState.Opening());
        this.open = open;
        this.part = part;
        this.credit = new CreditWindow(open.position(), Math.min(open.limit(), open.end()));
        this.told = open.position();
        this.arrived = open.position();
        this.movedAt = now;
    }

    /**
     * The sender was found.
     *
     * @return the first limit, for the OPEN that goes on
     */
    long onMet(String node, RelayRates.Allowance rates, long now) {
        toFlowing(node);
        allowance = rates;
        movedAt = now;
        raise(now);
        told = credit.granted();
        return told;
    }

    /** The receiver grants; before the sender was found, too. */
    void onGrant(long limit) {
        credit.wish(Math.min(limit, open.end()));
    }

    /** Whether the receiver may go on from there: from what it can have been sent. */
    boolean mayResume(long position) {
        return position >= open.position() && position < open.end() && position <= credit.granted();
    }

    /** @return whether it is to be delivered; what would be more in memory than was granted is dropped */
    boolean onData(long position, int length) {
        if (held + length > part.window() || position + length > open.end()) {
            return false;
        }
        held += length;
        arrived = Math.max(arrived, position + length);
        return true;
    }

    /** Whether data that was delivered is the last. */
    boolean isLast(long position, int length) {
        return position + length == open.end();
    }

    /** The receiver's connection took data, or is gone with it. */
    void onTaken(long position, int length, long now) {
        held -= length;
        if (position + length > credit.taken()) {
            credit.took(position + length);
            movedAt = now;
        }
        if (hasEnded() && held == 0) {
            part.close();
        }
    }

    /** The limit that the sender is to be told now; empty if it needs none yet. @param again whether to tell it what it was told */
    OptionalLong grant(boolean again, long now) {
        if (node().isEmpty()) {
            return OptionalLong.empty();
        }
        raise(now);
        long rise = credit.granted() - told;
        boolean waits = told - credit.taken() < RelayFrame.MAX_DATA;
        boolean worth = rise >= part.window() / 4 || credit.granted() == open.end();
        if (!again && (rise == 0 || !waits && !worth)) {
            return OptionalLong.empty();
        }
        told = credit.granted();
        return OptionalLong.of(told);
    }

    private void raise(long now) {
        part.adjust(Math.max(held, credit.outstanding()));
        long rise = credit.grant(part.window(), allowance.available(now));
        allowance.take(rise, now);
    }

    /** Bytes in memory: delivered, not taken. */
    long held() {
        return held;
    }

    long window() {
        return part.window();
    }

    @Override
    long position() {
        return credit.taken();
    }

    @Override
    boolean occupies() {
        return !hasEnded() || held > 0;
    }

    @Override
    boolean isStalled(long now) {
        return !hasEnded() && now - movedAt >= PATIENCE;
    }

    @Override
    void onEnd(long now) {
        if (allowance != null) {
            allowance.give(Math.max(0, credit.granted() - arrived), now);
        }
        if (held == 0) {
            part.close();
        }
    }
}
