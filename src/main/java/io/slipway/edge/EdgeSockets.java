package io.slipway.edge;

import io.slipway.edge.socket.BulkDoor;
import io.slipway.edge.socket.IceServers;
import io.slipway.edge.socket.SignalSockets;
import io.slipway.protocol.Relay;
import java.time.Duration;

/**
 * What the edge is told about sockets.
 *
 * @param terms how signal sockets are kept
 * @param bulk who takes bulk sockets
 * @param relay who carries what comes in by other ways
 */
public record EdgeSockets(SignalSockets.Terms terms, BulkDoor bulk, Relay.Switchboard relay) {
    /** A node that no other is near, without bulk sockets. */
    public static final EdgeSockets ALONE = new EdgeSockets(
            SignalSockets.Terms.of("alone", Duration.ofSeconds(30), IceServers.none(), EdgeTimeouts.DEFAULT.idle()),
            BulkDoor.SHUT,
            Relay.Switchboard.SHUT);
}
