package io.slipway.edge.socket;

import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.protocol.Presence;
import java.util.List;

/** What a node says on a signal socket. */
sealed interface ServerMessage {
    /**
     * @param pingEvery ms
     * @param grace ms
     */
    record Welcome(
            PeerId peer,
            String token,
            String node,
            long pingEvery,
            long grace,
            List<IceServers.Server> ice,
            boolean resumed)
            implements ServerMessage {
        @Override
        public String toString() {
            return "Welcome[" + peer + "]";
        }
    }

    record Joined(int id, String room, List<Presence.Seat> peers) implements ServerMessage {}

    record Peer(String room, Presence.Seat seat) implements ServerMessage {}

    record Said(PeerId from, byte[] body) implements ServerMessage {}

    record Ticket(int id, String ticket) implements ServerMessage {
        @Override
        public String toString() {
            return "Ticket[***]";
        }
    }

    /**
     * @param id of the message that it answers, or null
     * @param about the peer it is about, or null
     * @param room the room it is about, or null
     */
    record Trouble(Problem problem, Integer id, PeerId about, String room) implements ServerMessage {}

    /** @param after ms until the socket is closed */
    record Goodbye(long after) implements ServerMessage {}

    record Pong() implements ServerMessage {}
}
