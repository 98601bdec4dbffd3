package io.slipway.presence;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;

/** What is said to those who can't have what they ask for. The bounds are those of {@link Presence}; scripts apply them. */
final class RoomRules {
    /** The peer who asks isn't here. */
    static final int LOST = 1;
    /** It is in {@link Presence#MAX_ROOMS} rooms. */
    static final int ROOMS = 2;
    /** There are {@link Presence#MAX_PEERS} peers in the room. */
    static final int PEERS = 3;
    /** Of these {@link Presence#MAX_SENDERS} are senders, and one more wants to be. */
    static final int SENDERS = 4;

    private RoomRules() {}

    /** @param outcome of the script that enters */
    static Problem refusal(int outcome) {
        return switch (outcome) {
            case LOST -> lost();
            case ROOMS -> full("a peer is in at most " + Presence.MAX_ROOMS + " rooms");
            case PEERS -> full("a room has at most " + Presence.MAX_PEERS + " peers");
            case SENDERS -> full("a room has at most " + Presence.MAX_SENDERS + " senders");
            default -> throw new IllegalArgumentException("no such refusal: " + outcome);
        };
    }

    static Problem crowded() {
        return full("an address has at most " + Presence.MAX_PEERS_OF_ADDRESS + " sockets");
    }

    static Problem lost() {
        return new Problem(ProblemCode.UNAVAILABLE, "this peer is not known any more; come again");
    }

    static Problem gone() {
        return new Problem(ProblemCode.PEER_GONE, "that peer isn't connected, or in no room with you");
    }

    static Problem noTicket() {
        return new Problem(ProblemCode.NOT_FOUND, "the ticket is none, was used, or is too old");
    }

    private static Problem full(String why) {
        return new Problem(ProblemCode.OVER_CAPACITY, why);
    }
}
