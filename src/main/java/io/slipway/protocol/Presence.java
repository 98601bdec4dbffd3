package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.bus.Topic;
import io.slipway.model.PeerId;
import java.time.Duration;

/** Who is connected where: tickets to connect with, and where a peer is that another may talk to. */
public final class Presence {
    /** Makes a ticket that is good once, on any node, for {@link #TICKET_SECONDS}. */
    public static final Address<NewTicket, Ticket> TICKET =
            Address.local("presence.ticket", NewTicket.class, Ticket.class, Duration.ofSeconds(5));

    /** Takes a ticket; {@code NOT_FOUND} if it is none, was taken, is too old or for another kind of socket. */
    public static final Address<Redeem, Redeemed> REDEEM =
            Address.local("presence.redeem", Redeem.class, Redeemed.class, Duration.ofSeconds(5));

    /** Where a peer is that shares a room with the asker; {@code PEER_GONE} if it is away, gone or in no common room. */
    public static final Address<Meet, Met> MEET =
            Address.local("presence.meet", Meet.class, Met.class, Duration.ofSeconds(5));

    /** A peer of this node lost its signal socket for good, or was taken over by another node: what it had open here ends. */
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
     */
    public record Redeemed(PeerId peer, String address) {}

    public record Meet(PeerId asker, PeerId other) {}

    /**
     * @param node where the other peer is, as it stands in {@code node.<node>.relay}
     * @param share the share whose room they have in common, one of them as its sender; empty if it is another room
     */
    public record Met(String node, String share) {}

    public record Left(PeerId peer) {}
}
