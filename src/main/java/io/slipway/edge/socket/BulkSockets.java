package io.slipway.edge.socket;

import io.slipway.bus.Bus;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Relay;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets peers' bulk sockets in and plugs them into the relay. May be shared by several event loops. */
public final class BulkSockets implements BulkDoor {
    /** How long a client may take to say hello. */
    public static final Duration HELLO = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(BulkSockets.class);

    private final Vertx vertx;
    private final Bus bus;
    private final Relay.Switchboard relay;
    private final Duration hello;
    private final Set<BulkSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    /** @param hello {@link #HELLO}, but in tests */
    public BulkSockets(Vertx vertx, Bus bus, Relay.Switchboard relay, Duration hello) {
        this.vertx = vertx;
        this.bus = bus;
        this.relay = relay;
        this.hello = hello;
    }

    @Override
    public void open(SockJSSocket socket, String clientAddress) {
        BulkSocket bulk = new BulkSocket(this, socket, clientAddress);
        open.add(bulk);
        bulk.listen();
        if (leaving) {
            bulk.close(Relay.Ending.NODE_LEAVING);
        }
    }

    @Override
    public Future<Void> goodbye() {
        leaving = true;
        return Future.all(open.stream().map(BulkSocket::goodbye).toList()).mapEmpty();
    }

    void ended(BulkSocket socket) {
        open.remove(socket);
    }

    Vertx vertx() {
        return vertx;
    }

    Duration hello() {
        return hello;
    }

    Relay.Switchboard relay() {
        return relay;
    }

    Future<Presence.Redeemed> redeem(String ticket) {
        return bus.request(Presence.REDEEM, new Presence.Redeem(Presence.Door.BULK, ticket));
    }

    /** One was closed before it could be plugged in. */
    void unplug(Presence.Redeemed redeemed) {
        bus.request(Presence.UNPLUG, new Presence.Unplug(redeemed.peer(), redeemed.turn()))
                .onFailure(failure -> LOG.debug("a bulk socket that never was is still looked for here", failure));
    }
}
