package io.slipway.edge.socket;

import io.vertx.core.Future;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/** Takes raw WebSockets: the bulk sockets of the mount. */
@FunctionalInterface
public interface BulkDoor {
    /** Lets nobody in. */
    BulkDoor SHUT =
            (socket, clientAddress) -> socket.close(SocketClose.NO_TICKET.code(), SocketClose.NO_TICKET.reason());

    /**
     * @param socket binary and honest about backpressure; nobody else listens to it
     * @param clientAddress as clients are counted: an address of version 4, a /64 of version 6
     */
    void open(SockJSSocket socket, String clientAddress);

    /**
     * The node leaves: all are closed, and none is opened any more. May be called on any thread, and again. Done when each of them
     * was told why: whoever closes their connections before is taken for a node without a reason.
     */
    default Future<Void> goodbye() {
        // One that lets nobody in has none.
        return Future.succeededFuture();
    }
}
