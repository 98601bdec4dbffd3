package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.bus.Topic;
import io.slipway.model.Digest;
import io.slipway.model.IpAddress;
import io.slipway.model.PeerId;
import java.time.Duration;
import java.util.List;

/**
 * What goes on between signal sockets: who comes, enters, leaves, and says what to whom. What is said is opaque here. The
 * sockets of a node ask these addresses of their own node; from node to node there is one address, {@link #mailbox}.
 */
public final class Signals {
    /** The longest body of what is said, in bytes. */
    public static final int MAX_BODY_BYTES = 16_384;

    /**
     * A socket says who it is. {@code NOT_FOUND} if its ticket is none, was taken or is too old; {@code OVER_CAPACITY} as {@link
     * Presence#ARRIVE}.
     */
    public static final Address<Hello, Presence.Arrived> HELLO =
            Address.local("signals.hello", Hello.class, Presence.Arrived.class, Duration.ofSeconds(12));

    /** The socket of a peer was lost or closed. */
    public static final Address<Bye, Presence.Done> BYE =
            Address.local("signals.bye", Bye.class, Presence.Done.class, Duration.ofSeconds(6));

    /**
     * A peer enters a room by a right, and hears what clients call it. {@code BAD_REQUEST} if no room has that name; for a share's,
     * {@code CAPABILITY_REQUIRED}, {@code NOT_FOUND}, {@code GONE}, {@code PASSWORD_REQUIRED} as over HTTP; for a code's {@code
     * NOT_FOUND}; {@code RATE_LIMITED}, {@code OVER_CAPACITY}.
     */
    public static final Address<Join, Presence.Entered> JOIN =
            Address.local("signals.join", Join.class, Presence.Entered.class, Duration.ofSeconds(18));

    /** A peer leaves a room. */
    public static final Address<Leave, Presence.Done> LEAVE =
            Address.local("signals.leave", Leave.class, Presence.Done.class, Duration.ofSeconds(6));

    /** Says something to a peer in a common room, in the order it is asked. {@code PEER_GONE}, {@code RATE_LIMITED}. */
    public static final Address<Say, Presence.Done> SAY =
            Address.local("signals.say", Say.class, Presence.Done.class, Duration.ofSeconds(12));

    /** What the sockets of this node are to pass on; each socket takes what is for its peer. */
    public static final Topic<Mail> DELIVER = Topic.local("signals.deliver", Mail.class);

    private static final Duration NODE = Duration.ofSeconds(2);

    private Signals() {}

    /** What is for peers of one node, in the order it was sent. */
    public static Address<Mail, Delivered> mailbox(String node) {
        return Address.ofNode(node, "mailbox", Mail.class, Delivered.class, NODE);
    }

    /**
     * @param resume as in {@link Presence.Arrive}, as is the token
     * @param address of the client
     */
    public record Hello(String ticket, PeerId resume, String token, IpAddress address) {
        @Override
        public String toString() {
            return "Hello[***]";
        }
    }

    /** @param turn of the socket */
    public record Bye(PeerId peer, int turn) {}

    /**
     * @param room as the client names it
     * @param right SHA-256 of the capability it presented, or null
     * @param address of the client
     */
    public record Join(PeerId peer, String room, Presence.Role as, Digest right, String name, IpAddress address) {}

    public record Leave(PeerId peer, String room, IpAddress address) {}

    /** @param body 0 … {@value #MAX_BODY_BYTES} bytes */
    public record Say(PeerId from, PeerId to, byte[] body, IpAddress address) {}

    /**
     * One of three: what a peer says, what happened in a room, or that sockets of a peer have been taken over.
     *
     * @param to peers of one node
     * @param from who says something, with the body; else null, as is that
     * @param news what happened, told by the name that clients know the room by; else null
     * @param turn sockets of {@code to} with a lower one than this end; else 0
     */
    public record Mail(List<PeerId> to, PeerId from, byte[] body, Happened news, int turn) {
        public static Mail said(PeerId to, PeerId from, byte[] body) {
            return new Mail(List.of(to), from, body, null, 0);
        }

        public static Mail happened(List<PeerId> to, String room, Presence.Seat seat) {
            return new Mail(to, null, null, new Happened(room, seat), 0);
        }

        public static Mail takenOver(PeerId peer, int turn) {
            return new Mail(List.of(peer), null, null, null, turn);
        }
    }

    /** @param seat who it is about; null: the room has ended */
    public record Happened(String room, Presence.Seat seat) {}

    /** @param here whether the first peer of the mail is on that node */
    public record Delivered(boolean here) {}
}
