package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.await;
import static io.slipway.edge.http.EdgeHouse.finish;

import io.slipway.edge.EdgeDoors;
import io.slipway.edge.EdgeProxies;
import io.slipway.edge.EdgeSettings;
import io.slipway.edge.EdgeSockets;
import io.slipway.edge.EdgeVerticle;
import io.slipway.edge.socket.BulkSockets;
import io.slipway.edge.socket.IceServers;
import io.slipway.edge.socket.SignalSockets;
import io.slipway.kit.BulkClient;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;
import io.slipway.relay.RelaySettings;
import io.slipway.relay.RelayVerticle;
import io.slipway.seal.LinkSigner;
import io.slipway.seal.RootKey;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Nodes of which each has an edge and a relay, joined by one bus; who is where is what a test says. */
final class RelayHouse implements AutoCloseable {
    static final long MEMORY = 48L << 20;

    final EdgeHouse house = new EdgeHouse();
    final List<Node> nodes = new ArrayList<>();
    private final Vertx clients = Vertx.vertx();
    private final Map<String, PeerId> tickets = new ConcurrentHashMap<>();
    private final Map<PeerId, String> whereabouts = new ConcurrentHashMap<>();
    /** Sockets that were lost. */
    final List<Presence.Unplug> unplugged = new CopyOnWriteArrayList<>();

    private final String nobodys = Token.random(house.randomness).text();
    private final AtomicInteger turns = new AtomicInteger();
    private final List<BulkClient> open = new ArrayList<>();

    record Node(String name, RelayVerticle relay, URI url, String edge) {}

    RelayHouse() {
        finish(Future.all(
                house.bus.serve(Presence.REDEEM, wish -> {
                    if (wish.ticket().equals(nobodys)) {
                        return Future.failedFuture(new Problem(ProblemCode.PEER_GONE, "gone"));
                    }
                    PeerId peer = wish.door() == Presence.Door.BULK ? tickets.remove(wish.ticket()) : null;
                    return peer == null
                            ? Future.failedFuture(new Problem(ProblemCode.NOT_FOUND, "no ticket"))
                            : Future.succeededFuture(new Presence.Redeemed(peer, "127.0.0.1", turns.incrementAndGet()));
                }),
                house.bus.serve(Presence.UNPLUG, lost -> {
                    unplugged.add(lost);
                    return Future.succeededFuture(new Presence.Done());
                }),
                house.bus.serve(Presence.REACH, wish -> {
                    String node = whereabouts.get(wish.other());
                    return node == null
                            ? Future.failedFuture(new Problem(ProblemCode.PEER_GONE, "gone"))
                            : Future.succeededFuture(new Presence.Met(node, "share"));
                })));
    }

    Node node(String name, long memory, OptionalLong rate, Duration hello) {
        RelayVerticle relay = new RelayVerticle(house.bus, new RelaySettings(name, memory, rate), System::nanoTime);
        finish(house.vertx.deployVerticle(relay));
        EdgeSettings like = house.settings;
        EdgeSettings settings = new EdgeSettings(
                like.host(),
                0,
                like.publicUrl(),
                like.version(),
                like.limits(),
                like.timeouts(),
                EdgeProxies.NONE,
                like.uploads(),
                like.downloads());
        SignalSockets.Terms terms = new SignalSockets.Terms(
                name, hello, Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofMillis(100), IceServers.none());
        EdgeVerticle edge = new EdgeVerticle(
                settings,
                house.bus,
                house.health,
                house.randomness,
                new EdgeDoors(List.of(), new LinkSigner(RootKey.random(house.randomness))),
                new EdgeSockets(terms, new BulkSockets(house.vertx, house.bus, relay, hello), relay));
        String id = await(house.vertx.deployVerticle(edge));
        Node node = new Node(name, relay, URI.create("http://127.0.0.1:" + edge.port()), id);
        nodes.add(node);
        return node;
    }

    Node node(String name) {
        return node(name, MEMORY, OptionalLong.empty(), Duration.ofSeconds(5));
    }

    PeerId peer(Node node) {
        PeerId peer = PeerId.of(house.randomness.bytes(16));
        whereabouts.put(peer, node.name());
        return peer;
    }

    /** A ticket that is good. */
    String ticket(PeerId peer) {
        String ticket = Token.random(house.randomness).text();
        tickets.put(ticket, peer);
        return ticket;
    }

    /** A ticket of a peer that is gone. */
    String ticketOfNobody() {
        return nobodys;
    }

    /** A socket that has said nothing yet. */
    BulkClient socket(Node node) {
        BulkClient client = new BulkClient(clients, node.url());
        open.add(client);
        return client;
    }

    /** A socket that is ready. */
    BulkClient bulk(Node node, PeerId peer) {
        BulkClient client = BulkClient.ready(clients, node.url(), ticket(peer));
        open.add(client);
        return client;
    }

    @Override
    public void close() {
        open.forEach(BulkClient::close);
        finish(clients.close());
        house.close();
    }
}
