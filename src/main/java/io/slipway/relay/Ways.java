package io.slipway.relay;

import io.slipway.model.PeerId;
import io.slipway.protocol.Presence;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** What the exchange needs of the world. Futures are done on its own event loop. */
interface Ways {
    /**
     * Where another peer's bulk socket is; a {@link io.slipway.model.Problem} if the two may not meet.
     *
     * @param turn of the asker's own
     */
    Future<Presence.Met> meet(PeerId asker, int turn, PeerId other);

    /** A peer's bulk socket isn't here any more. */
    void unplugged(PeerId peer, int turn);

    /** Sends a frame with its prefix to another node; fails if that one is known to be gone. */
    Future<Void> send(String node, Buffer frame);

    /** ns since any fixed moment. */
    long now();
}
