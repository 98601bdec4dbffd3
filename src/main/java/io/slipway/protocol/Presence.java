package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.bus.Topic;
import io.slipway.model.PeerId;
import java.time.Duration;
import java.util.List;

/** Who is connected where: tickets to connect with, and where a peer is that another may talk to. */
public final class Presence {
    /** Makes a ticket that is good once, on any node, for {@link #TICKET_SECONDS}. */
    public static final Address<NewTicket, Ticket> TICKET =
            Address.local("presence.ticket", NewTicket.class, Ticket.class, Duration.ofSeconds(5));

    /**
     * Takes a ticket; {@code NOT_FOUND} if it is none, was taken, is too old or for another kind of socket. From now on a peer's bulk
     * socket is at the node that took its ticket, and a former one isn't its any more ({@link #UNPLUGGED}); {@code PEER_GONE} if that
     * peer isn't known any more.
     */
    public static final Address<Redeem, Redeemed> REDEEM =
            Address.local("presence.redeem", Redeem.class, Redeemed.class, Duration.ofSeconds(5));

    /** Where a peer is that shares a room with the asker; {@code PEER_GONE} if it is away, gone or in no common room. */
    public static final Address<Meet, Met> MEET =
            Address.local("presence.meet", Meet.class, Met.class, Duration.ofSeconds(5));

    /**
     * Where the bulk socket of a peer is that shares a room with the asker; {@code PEER_GONE} if it has none or is in no common room.
     * {@code UNAVAILABLE} if the asker's own isn't its any more, which {@link #UNPLUGGED} then tells. Of signal sockets nothing is
     * asked: they may be elsewhere, or lost for a moment.
     */
    public static final Address<Reach, Met> REACH =
            Address.local("presence.reach", Reach.class, Met.class, Duration.ofSeconds(5));

    /** A peer's bulk socket at this node was lost. Says nothing of one it has had since, here or elsewhere. */
    public static final Address<Unplug, Done> UNPLUG =
            Address.local("presence.unplug", Unplug.class, Done.class, Duration.ofSeconds(5));

    /** A bulk socket of a peer, at this node or another, isn't its any more: that node is to end it. */
    public static final Topic<Unplugged> UNPLUGGED = Topic.local("presence.unplugged", Unplugged.class);

    /**
     * A client has come: a new peer, or the one that {@code resume} and its token name, if it may still come back. {@code
     * OVER_CAPACITY} if its address has {@link #MAX_PEERS_OF_ADDRESS} peers.
     */
    public static final Address<Arrive, Arrived> ARRIVE =
            Address.local("presence.arrive", Arrive.class, Arrived.class, Duration.ofSeconds(5));

    /** A peer's signal socket was lost: it is away, and gone after the grace. Says nothing of a socket it has had since. */
    public static final Address<Depart, Done> DEPART =
            Address.local("presence.depart", Depart.class, Done.class, Duration.ofSeconds(5));

    /**
     * A peer of this node enters a room and sees who is there; one that is in it already just sees. {@code OVER_CAPACITY} beyond
     * a bound, {@code UNAVAILABLE} if the peer isn't here any more, which {@link #LEFT} then tells.
     *
     * <p>Rooms of codes are called {@link #CODE_ROOM} and a channel, of 1 … {@link #MAX_CHANNEL}. Who sends enters {@code
     * code:} and is given the lowest one that is free, for as long as it stays; its room ends with it. {@code NOT_FOUND} where nobody
     * sends, {@code OVER_CAPACITY} where another receives, or beyond {@link #MAX_CHANNELS_OF_ADDRESS}.
     */
    public static final Address<Enter, Entered> ENTER =
            Address.local("presence.enter", Enter.class, Entered.class, Duration.ofSeconds(5));

    /** A peer leaves a room, if it is in it. */
    public static final Address<Exit, Done> EXIT =
            Address.local("presence.exit", Exit.class, Done.class, Duration.ofSeconds(5));

    /** A room ends, with everyone in it. */
    public static final Address<EndRoom, Done> END_ROOM =
            Address.local("presence.end-room", EndRoom.class, Done.class, Duration.ofSeconds(5));

    /** What this node changed in a room, with all who are to hear it, on whichever nodes. */
    public static final Topic<News> NEWS = Topic.local("presence.news", News.class);

    /** Another node left the cluster, or seemed to. */
    public static final Topic<NodeLeft> NODE_LEFT = Topic.local("presence.node-left", NodeLeft.class);

    /** Peers of one address, away or here. */
    public static final int MAX_PEERS_OF_ADDRESS = 256;
    /** Rooms of one peer. */
    public static final int MAX_ROOMS = 8;
    /** Peers in one room. */
    public static final int MAX_PEERS = 64;
    /** Senders among them. */
    public static final int MAX_SENDERS = 4;
    /** The last channel that a code may have; the first one is 1. */
    public static final int MAX_CHANNEL = 999;
    /** Channels that peers of one address have at once. */
    public static final int MAX_CHANNELS_OF_ADDRESS = 16;
    /** What names of rooms of codes begin with. */
    public static final String CODE_ROOM = "code:";
    /** Bytes of the name that a peer gives itself in a room, in UTF-8. */
    public static final int MAX_NAME_BYTES = 64;

    /** A peer of this node lost its signal socket for good, or was taken over by another node. */
    public static final Topic<Left> LEFT = Topic.local("presence.left", Left.class);

    /** How long a ticket is good, in seconds. */
    public static final int TICKET_SECONDS = 30;

    private Presence() {}

    /** What a ticket opens. */
    public enum Door {
        /** A signal socket, as a new peer. */
        SIGNAL,
        /** The bulk socket of a peer. */
        BULK
    }

    /**
     * @param peer whose bulk socket it will be; null for a signal socket
     * @param address of the client, as it is counted
     */
    public record NewTicket(Door door, PeerId peer, String address) {}

    /** @param text 43 characters of base64url */
    public record Ticket(String text) {}

    public record Redeem(Door door, String ticket) {}

    /**
     * @param peer null for a signal socket
     * @param address of the client that asked for the ticket
     * @param turn how many bulk sockets this peer has had, with this one: tells them apart, the latest having the highest; 0 for a
     *     signal socket
     */
    public record Redeemed(PeerId peer, String address, int turn) {}

    public record Meet(PeerId asker, PeerId other) {}

    /**
     * @param node where the other peer is, or its bulk socket, as it stands in {@code node.<node>.mailbox} or {@code .relay}
     * @param share the share whose room they have in common, one of them as its sender; empty if it is another room
     */
    public record Met(String node, String share) {}

    /** @param turn of the asker's bulk socket */
    public record Reach(PeerId asker, int turn, PeerId other) {}

    /** @param turn of the socket that was lost */
    public record Unplug(PeerId peer, int turn) {}

    /**
     * @param below sockets with a lower turn than this
     * @param node where they are
     * @param replaced whether the peer has another one; else it isn't known any more
     */
    public record Unplugged(PeerId peer, int below, String node, boolean replaced) {}

    public record Left(PeerId peer) {}

    /** What a peer is in a room. */
    public enum Role {
        SENDER,
        RECEIVER
    }

    /** Where a peer is. */
    public enum Whereabouts {
        /** Its socket is open. */
        HERE,
        /** Its socket was lost; it may come back. */
        AWAY,
        /** It won't come back, or has left the room. */
        GONE
    }

    /**
     * @param resume the peer it was before; null for a new one
     * @param token of that peer's last welcome; null with it
     * @param address of the client, as it is counted
     */
    public record Arrive(PeerId resume, String token, String address) {
        @Override
        public String toString() {
            return "Arrive[***]";
        }
    }

    /**
     * @param turn how often this peer has arrived: tells its sockets apart, the latest having the highest
     * @param token the right to be this peer again, once
     * @param resumed whether it is the peer it was, with its rooms
     * @param before the node where it was then; empty for a new one
     */
    public record Arrived(PeerId peer, int turn, String token, boolean resumed, String before) {
        @Override
        public String toString() {
            return "Arrived[" + peer + "]";
        }
    }

    /** @param turn of the socket that was lost */
    public record Depart(PeerId peer, int turn) {}

    /**
     * @param room its name, without spaces, 1 … 80 characters
     * @param name may be empty
     */
    public record Enter(PeerId peer, String room, Role as, String name) {}

    /**
     * @param room what it is called
     * @param others all but the one who asked
     */
    public record Entered(String room, List<Seat> others) {}

    public record Seat(PeerId peer, Role as, String name, Whereabouts is) {}

    public record Exit(PeerId peer, String room) {}

    public record EndRoom(String room) {}

    public record Done() {}

    /**
     * @param seat who it is about; null: the room has ended
     * @param readers who is to hear it
     */
    public record News(String room, Seat seat, List<Reader> readers) {}

    /** @param node where the peer is */
    public record Reader(PeerId peer, String node) {}

    public record NodeLeft(String node) {}
}
