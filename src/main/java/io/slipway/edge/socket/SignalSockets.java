package io.slipway.edge.socket;

import io.slipway.bus.Bus;
import io.slipway.model.Clock;
import io.slipway.model.IpAddress;
import io.slipway.model.PeerId;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Signals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The signal sockets of one event loop: opens them, brings them their mail, looks who is silent, and takes leave of all. */
public final class SignalSockets {
    private final Vertx vertx;
    private final Bus bus;
    private final Terms terms;
    private final Clock clock;
    private final Set<SignalSocket> open = new LinkedHashSet<>();
    private final Map<PeerId, SignalSocket> peers = new HashMap<>();
    private final List<Runnable> stop = new ArrayList<>();
    private final long looking;
    private boolean leaving;

    /**
     * How sockets are kept here.
     *
     * @param node the name of this one
     * @param hello how long a client may take to say hello
     * @param pingEvery how often a client says something, if it is only {@code ping}; three times that in silence, and it is gone
     * @param grace how long a lost socket's peer may come back
     * @param goodbye how long after being told sockets are closed when the node leaves
     */
    public record Terms(
            String node, Duration hello, Duration pingEvery, Duration grace, Duration goodbye, IceServers ice) {
        public static final Duration HELLO = Duration.ofSeconds(5);
        public static final Duration PING_EVERY = Duration.ofSeconds(20);
        public static final Duration GOODBYE = Duration.ofSeconds(1);

        /** @param idle after which a connection on which nothing moves is closed anyway: pings come more often */
        public static Terms of(String node, Duration grace, IceServers ice, Duration idle) {
            Duration often = idle.dividedBy(3);
            return new Terms(node, HELLO, often.compareTo(PING_EVERY) < 0 ? often : PING_EVERY, grace, GOODBYE, ice);
        }

        Duration silence() {
            return pingEvery.multipliedBy(3);
        }
    }

    public SignalSockets(Vertx vertx, Bus bus, Terms terms, Clock clock) {
        this.vertx = vertx;
        this.bus = bus;
        this.terms = terms;
        this.clock = clock;
        long tick = Math.max(10, Math.min(500, Math.min(terms.hello.toMillis(), terms.pingEvery.toMillis()) / 4));
        looking = vertx.setPeriodic(tick, timer -> lookAtAll());
    }

    /** Listens for mail. The future is done when it will arrive. */
    public Future<?> start() {
        return Future.all(
                bus.subscribe(Signals.DELIVER, this::deliver).onSuccess(stop::add),
                bus.subscribe(Presence.LEFT, news -> withPeer(news.peer(), socket -> socket.close(SocketClose.LOST)))
                        .onSuccess(stop::add));
    }

    /**
     * Serves a new session.
     *
     * @param transport the WebSocket below it; null if there is none
     * @param client who opened it
     */
    public void open(SockJSSocket session, ServerWebSocket transport, IpAddress client) {
        SocketLine line = new SocketLine(vertx, session, transport);
        SignalSocket socket = new SignalSocket(this, line, client, clock.millis());
        open.add(socket);
        line.listen(socket::heard, () -> ended(socket));
        if (leaving) {
            socket.close(SocketClose.GOODBYE);
        }
    }

    /** Tells everyone to go elsewhere; done when the last socket is closed. None is opened any more. */
    public Future<Void> goodbye() {
        leaving = true;
        List<SignalSocket> all = List.copyOf(open);
        all.forEach(socket -> socket.goodbye(terms.goodbye));
        Promise<Void> done = Promise.promise();
        if (all.isEmpty()) {
            done.complete();
        } else {
            vertx.setTimer(terms.goodbye.toMillis(), over -> {
                List.copyOf(open).forEach(socket -> socket.close(SocketClose.GOODBYE));
                done.complete();
            });
        }
        return done.future().onComplete(gone -> {
            vertx.cancelTimer(looking);
            stop.forEach(Runnable::run);
        });
    }

    Bus bus() {
        return bus;
    }

    Terms terms() {
        return terms;
    }

    long now() {
        return clock.millis();
    }

    /** A socket has become a peer's; another one that was is closed. */
    void welcomed(PeerId peer, SignalSocket socket) {
        SignalSocket former = peers.put(peer, socket);
        if (former != null && former != socket) {
            former.close(SocketClose.RESUMED);
        }
    }

    private void ended(SignalSocket socket) {
        open.remove(socket);
        socket.ended();
    }

    /** A peer has this socket no more. */
    void parted(PeerId peer, SignalSocket socket) {
        peers.remove(peer, socket);
    }

    private void deliver(Signals.Mail mail) {
        for (PeerId peer : mail.to()) {
            withPeer(peer, socket -> socket.deliver(mail));
        }
    }

    private void withPeer(PeerId peer, Consumer<SignalSocket> what) {
        SignalSocket socket = peers.get(peer);
        if (socket != null) {
            what.accept(socket);
        }
    }

    private void lookAtAll() {
        long now = clock.millis();
        for (SignalSocket socket : new ArrayList<>(open)) {
            socket.look(now);
        }
    }
}
