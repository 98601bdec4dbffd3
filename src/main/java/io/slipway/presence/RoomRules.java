package io.slipway.presence;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;
import java.util.Map;

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
    /** A sender asks for a channel by its number. */
    static final int CHOSEN = 5;
    /** Nobody sends in the room of a code. */
    static final int NOBODY = 6;
    /** There is a receiver in it already. */
    static final int BUSY = 7;
    /** The sender's address has {@link Presence#MAX_CHANNELS_OF_ADDRESS} channels. */
    static final int CHANNELS_OF_ADDRESS = 8;
    /** All {@link Presence#MAX_CHANNEL} channels are taken. */
    static final int CHANNELS = 9;

    /** When to ask again for a code that somebody else tries, in s: a try takes no longer, unless it is given up. */
    static final long BUSY_SECONDS = 5;
    /** When to ask again for a channel, in s. */
    static final long CHANNEL_SECONDS = 30;

    private RoomRules() {}

    /** @param outcome of the script that enters */
    static Problem refusal(int outcome) {
        return switch (outcome) {
            case LOST -> lost();
            case ROOMS -> full("a peer is in at most " + Presence.MAX_ROOMS + " rooms");
            case PEERS -> full("a room has at most " + Presence.MAX_PEERS + " peers");
            case SENDERS -> full("a room has at most " + Presence.MAX_SENDERS + " senders");
            case CHOSEN ->
                new Problem(ProblemCode.BAD_REQUEST, "who sends by a code is given a channel, in the room code:");
            case NOBODY -> new Problem(ProblemCode.NOT_FOUND, "nobody offers anything by that code");
            case BUSY -> full("somebody else is trying that code just now", BUSY_SECONDS);
            case CHANNELS_OF_ADDRESS ->
                full("an address has at most " + Presence.MAX_CHANNELS_OF_ADDRESS + " codes", CHANNEL_SECONDS);
            case CHANNELS -> full("all codes are in use", CHANNEL_SECONDS);
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

    private static Problem full(String why, long retryAfter) {
        return new Problem(ProblemCode.OVER_CAPACITY, why, Map.of("retryAfter", retryAfter));
    }
}
