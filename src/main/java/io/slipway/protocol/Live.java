package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.bus.Topic;
import io.slipway.model.PeerId;
import java.time.Duration;

/**
 * Plain streams: what one client puts under a name another gets, on any two nodes. An end is a peer of one request's own, which is
 * plugged into the {@link Relay} before it comes; here the two meet, and the relay then carries the bytes.
 */
public final class Live {
    /**
     * An end comes: it meets the other, or waits for it. {@code CONFLICT} if the name has such an end already,
     * {@code OVER_CAPACITY} if too many wait, {@code PEER_GONE} if the other's node is gone, {@code UNAVAILABLE}.
     */
    public static final Address<Come, Came> COME =
            Address.local("live.come", Come.class, Came.class, Duration.ofSeconds(10));

    /** The receiver has all of it: the sender is told. */
    public static final Address<Taken, Noted> TAKEN =
            Address.local("live.taken", Taken.class, Noted.class, Duration.ofSeconds(5));

    /** An end is over, whatever became of it; the other is told. */
    public static final Address<Leave, Noted> LEAVE =
            Address.local("live.leave", Leave.class, Noted.class, Duration.ofSeconds(5));

    /** What the ends at this node are told. */
    public static final Topic<Note> NEWS = Topic.local("live.news", Note.class);

    /** Ends of one address that may wait on a node. */
    public static final int MAX_WAITING_OF_ADDRESS = 8;
    /** Ends that may wait on a node. */
    public static final int MAX_WAITING = 1_024;

    private Live() {}

    /** What a node is told of ends that are there. */
    public static Address<Note, Noted> notes(String node) {
        return Address.ofNode(node, "live", Note.class, Noted.class, Duration.ofSeconds(5));
    }

    /** Which end of a stream. */
    public enum End {
        SENDER,
        RECEIVER
    }

    /** What is told of the other end. */
    public enum What {
        /** It is there. */
        HERE,
        /** It has all of it. */
        TAKEN,
        /** It is gone, or nobody came. */
        GONE
    }

    /**
     * @param name 1 … 64 of {@code A-Z a-z 0-9 . _ -}
     * @param peer of this request alone
     * @param address of the client, as it is counted
     */
    public record Come(String name, End end, PeerId peer, String address) {}

    /** @param other null: there is nobody yet */
    public record Came(PeerId other) {}

    public record Taken(PeerId peer) {}

    public record Leave(PeerId peer) {}

    public record Noted() {}

    /**
     * @param to the end that it is for
     * @param from the other end, at {@code node}
     */
    public record Note(PeerId to, PeerId from, String node, What what) {}
}
