package io.slipway.cli.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One port before several nodes: each connection goes to the next node that is ready, behind a PROXY header that says whose it
 * is (version 1 of haproxy's proxy-protocol.txt). It knows nothing of what it carries. A connection of which one side ends is
 * ended on the other; one whose node ends is lost, and whoever opened it asks again.
 */
final class RoundRobin {
    /** Bytes that may wait in either direction of a connection, roughly: one read more than this. */
    static final int QUEUE_BYTES = 64 << 10;
    /** Connections at once; more are closed. */
    static final int MAX_CONNECTIONS = 2_048;

    private static final int CONNECT_MILLIS = 2_000;
    private static final int BACKLOG = 1_024;

    /**
     * A node as seen from here.
     *
     * @param proxyPort on loopback, where it expects a PROXY header
     */
    record Target(int proxyPort) {}

    private final NetServer server;
    private final NetClient client;
    private final List<Target> targets;
    private final Set<Target> ready = new HashSet<>();
    private int last = -1;
    private int connections;

    /** To be used on one event loop. */
    RoundRobin(Vertx vertx, String host, int port, List<Target> targets) {
        this.targets = List.copyOf(targets);
        this.server = vertx.createNetServer(new NetServerOptions()
                        .setHost(host)
                        .setPort(port)
                        .setTcpNoDelay(true)
                        .setAcceptBacklog(BACKLOG))
                .connectHandler(this::opened);
        this.client = vertx.createNetClient(
                new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true));
    }

    Future<Integer> listen() {
        return server.listen().map(NetServer::actualPort);
    }

    /** No more connections, and an end to those there are. */
    Future<Void> close() {
        return server.close().eventually(client::close);
    }

    /** Notes whether a node should be given connections. If none should, all are tried: they say best what is wrong. */
    void note(Target target, boolean isReady) {
        if (isReady) {
            ready.add(target);
        } else {
            ready.remove(target);
        }
    }

    private void opened(NetSocket near) {
        if (connections >= MAX_CONNECTIONS) {
            end(near);
            return;
        }
        connections++;
        near.closeHandler(closed -> connections--);
        near.pause();
        connect(near, inTurn());
    }

    /** Those to try: ready ones first, from the one after the last. */
    private List<Target> inTurn() {
        List<Target> order = new ArrayList<>();
        List<Target> others = new ArrayList<>();
        last = (last + 1) % targets.size();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get((last + i) % targets.size());
            (ready.contains(target) ? order : others).add(target);
        }
        if (!order.isEmpty()) {
            last = targets.indexOf(order.get(0));
        }
        order.addAll(others);
        return order;
    }

    /** Until one answers: nothing was passed on yet, so nothing happens twice. */
    private void connect(NetSocket near, List<Target> order) {
        if (order.isEmpty()) {
            end(near);
            return;
        }
        Target target = order.get(0);
        client.connect(target.proxyPort(), "127.0.0.1").onComplete(far -> join(near, far), failure -> {
            note(target, false);
            connect(near, order.subList(1, order.size()));
        });
    }

    private void join(NetSocket near, NetSocket far) {
        near.setWriteQueueMaxSize(QUEUE_BYTES);
        far.setWriteQueueMaxSize(QUEUE_BYTES);
        far.write(header(near.remoteAddress(), near.localAddress())).onFailure(lost -> end(near));
        near.pipeTo(far).onFailure(lost -> end(far));
        far.pipeTo(near).onFailure(lost -> end(near));
    }

    static String header(SocketAddress from, SocketAddress to) {
        String family = from.hostAddress().indexOf(':') < 0 ? "TCP4" : "TCP6";
        return String.join(
                        " ",
                        "PROXY",
                        family,
                        plain(from.hostAddress()),
                        plain(to.hostAddress()),
                        String.valueOf(from.port()),
                        String.valueOf(to.port()))
                + "\r\n";
    }

    /** Without the zone of a link-local address, for which the header has no place. */
    private static String plain(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static void end(NetSocket socket) {
        socket.close().onFailure(gone -> {});
    }
}
