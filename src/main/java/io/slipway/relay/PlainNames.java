package io.slipway.relay;

import io.slipway.model.PeerId;
import io.slipway.protocol.Live;
import io.vertx.core.Future;
import java.util.Map;

/** Where the two ends of a plain stream meet: a name that all nodes see, for as long as its node says so. */
interface PlainNames {
    /** What became of coming. */
    sealed interface Outcome {}

    /** There is nobody yet; whoever comes will find this one. */
    record Waits() implements Outcome {}

    /** There is such an end already. */
    record Taken() implements Outcome {}

    /** The other end waits there, and the name is these two's from now on. */
    record Met(String node, PeerId peer) implements Outcome {}

    /** One end comes, at this node. Fails with {@code UNAVAILABLE}. */
    Future<Outcome> meet(String name, Live.End end, PeerId peer);

    /** Names stand on for a lease. @param ends of this node, by their names */
    Future<Void> renew(Map<String, PeerId> ends);

    /** An end is gone; the name is free, if it was its. */
    Future<Void> leave(String name, PeerId peer);
}
