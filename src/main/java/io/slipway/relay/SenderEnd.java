package io.slipway.relay;

import io.slipway.flow.SendLimit;
import io.slipway.model.PeerId;
import io.slipway.protocol.RelayFrame;

/** A stream at the node of its sender: what the sender may send. See {@link RelayState}. */
final class SenderEnd extends RelayStream {
    private final SendLimit limit;
    private long told;
    private boolean telling;
    private long heardAt;

    /**
     * @param node where the receiver is
     * @param open as it came from there
     */
    SenderEnd(String node, PeerId receiver, RelayFrame.Open open, long now) {
        super(open.stream(), receiver, new RelayState.Flowing(node));
        this.limit = new SendLimit(open.position(), open.end(), open.limit());
        this.told = limit.limit();
        this.heardAt = now;
    }

    /** The sender sent; the verdict says what is to become of it. */
    SendLimit.Verdict onData(long position, int length) {
        return limit.data(position, length);
    }

    void onGrant(long further, long now) {
        heardAt = now;
        limit.grant(further);
    }

    void onResume(long position, long now) {
        heardAt = now;
        limit.resume(position);
    }

    /** Whether the sender is to be told its limit now: one grant is on its way to it at a time, lest they pile up. */
    boolean mustTell() {
        if (hasEnded() || telling || limit.limit() == told) {
            return false;
        }
        telling = true;
        told = limit.limit();
        return true;
    }

    /** The sender's connection took the last grant. */
    void onTold() {
        telling = false;
    }

    long limit() {
        return limit.limit();
    }

    @Override
    long position() {
        return limit.next();
    }

    @Override
    boolean occupies() {
        return !hasEnded();
    }

    /** Twice the time: the receiver's node notices first, if it is there. */
    @Override
    boolean isStalled(long now) {
        return !hasEnded() && now - heardAt >= 2 * PATIENCE;
    }

    @Override
    void onEnd(long now) {
        // Nothing is kept for it here.
    }
}
