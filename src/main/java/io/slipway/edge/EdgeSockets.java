package io.slipway.edge;

import io.slipway.edge.socket.BulkDoor;
import io.slipway.edge.socket.IceServers;
import io.slipway.edge.socket.SignalSockets;
import java.time.Duration;

/**
 * What the edge is told about sockets.
 *
 * @param terms how signal sockets are kept
 * @param bulk who takes bulk sockets
 */
public record EdgeSockets(SignalSockets.Terms terms, BulkDoor bulk) {
    /** A node that no other is near, without bulk sockets. */
    public static final EdgeSockets ALONE = new EdgeSockets(
            SignalSockets.Terms.of("alone", Duration.ofSeconds(30), IceServers.none(), EdgeTimeouts.DEFAULT.idle()),
            BulkDoor.SHUT);
}
