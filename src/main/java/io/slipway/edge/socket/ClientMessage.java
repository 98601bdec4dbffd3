package io.slipway.edge.socket;

import io.slipway.model.Digest;
import io.slipway.model.PeerId;
import io.slipway.protocol.Presence.Role;

/** What a client says on its signal socket. */
sealed interface ClientMessage {
    /** The first message, and the only one of its kind. */
    record Hello(String ticket, Resume resume) implements ClientMessage {
        @Override
        public String toString() {
            return "Hello[***]";
        }
    }

    /** The peer that a client was, and the right to be it again. */
    record Resume(PeerId peer, String token) {
        @Override
        public String toString() {
            return "Resume[***]";
        }
    }

    /**
     * @param right SHA-256 of a capability, or null
     * @param name may be empty
     */
    record Join(int id, String room, Role as, Digest right, String name) implements ClientMessage {}

    record Leave(String room) implements ClientMessage {}

    record Say(PeerId to, byte[] body) implements ClientMessage {}

    /** Asks for a ticket for a bulk socket. */
    record Bulk(int id) implements ClientMessage {}

    record Ping() implements ClientMessage {}
}
