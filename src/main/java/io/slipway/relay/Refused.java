package io.slipway.relay;

import io.slipway.protocol.RelayFrame;

/** A stream that never was: what its receiver still sends for it is dropped. */
final class Refused extends RelayStream {
    private final long position;

    Refused(RelayFrame.Open open) {
        super(open.stream(), open.peer(), new RelayState.Opening());
        this.position = open.position();
    }

    @Override
    long position() {
        return position;
    }

    @Override
    boolean occupies() {
        return false;
    }

    @Override
    boolean isStalled(long now) {
        return false;
    }

    @Override
    void onEnd(long now) {
        // It had nothing.
    }
}
