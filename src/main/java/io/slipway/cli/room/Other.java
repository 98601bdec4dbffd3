package io.slipway.cli.room;

import io.slipway.model.PeerId;
import io.slipway.seal.ShareKey;

/** Somebody on the other side of a room. On the loop alone, but for who it is. */
public final class Other {
    private final PeerId peer;
    /** Null: none just now. */
    PairEnd pair;
    /** One that isn't open yet, while another one is. */
    PairEnd next;

    /** Handshakes that were begun since the last pair. */
    int tries;

    Other(PeerId peer) {
        this.peer = peer;
    }

    public PeerId peer() {
        return peer;
    }

    public boolean isOpen() {
        return pair != null && pair.isOpen();
    }

    /** The key of a live share that it handed over; null: none. */
    public ShareKey shareKey() {
        return isOpen() ? pair.shareKey() : null;
    }
}
