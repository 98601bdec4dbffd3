package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.await;
import static io.slipway.edge.http.EdgeHouse.finish;

import io.slipway.edge.EdgeDoors;
import io.slipway.edge.EdgeProxies;
import io.slipway.edge.EdgeSettings;
import io.slipway.edge.EdgeSockets;
import io.slipway.edge.EdgeTimeouts;
import io.slipway.edge.EdgeVerticle;
import io.slipway.edge.socket.BulkDoor;
import io.slipway.edge.socket.IceServers;
import io.slipway.edge.socket.SignalSockets;
import io.slipway.kit.SockClient;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Rates;
import io.slipway.protocol.Relay;
import io.slipway.protocol.Signals;
import io.slipway.seal.LinkSigner;
import io.slipway.seal.RootKey;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An edge with sockets before actors that say what a test has them say. */
final class SocketHouse implements AutoCloseable {
    final EdgeHouse house = new EdgeHouse();
    final Set<String> tickets = ConcurrentHashMap.newKeySet();
    final List<Signals.Hello> hellos = new CopyOnWriteArrayList<>();
    final List<Signals.Join> joins = new CopyOnWriteArrayList<>();
    final List<Signals.Say> said = new CopyOnWriteArrayList<>();
    final List<Signals.Bye> byes = new CopyOnWriteArrayList<>();
    final List<Presence.NewTicket> wanted = new CopyOnWriteArrayList<>();
    final List<Rates.Limit> limits = new CopyOnWriteArrayList<>();
    final AtomicInteger left = new AtomicInteger(1_000_000);
    volatile Function<Signals.Say, Future<Presence.Done>> say = wish -> Future.succeededFuture(new Presence.Done());
    volatile Future<Void> greet = Future.succeededFuture();
    private final AtomicInteger turns = new AtomicInteger();
    final int port;
    private final String id;

    SocketHouse(Duration hello, Duration pingEvery) {
        this(hello, pingEvery, EdgeTimeouts.DEFAULT);
    }

    SocketHouse(Duration hello, Duration pingEvery, EdgeTimeouts timeouts) {
        SignalSockets.Terms terms = new SignalSockets.Terms(
                "n1", hello, pingEvery, Duration.ofSeconds(30), Duration.ofMillis(200), IceServers.none());
        EdgeSettings like = house.settings;
        EdgeSettings settings = new EdgeSettings(
                like.host(),
                0,
                like.publicUrl(),
                like.version(),
                like.limits(),
                timeouts,
                EdgeProxies.NONE,
                like.uploads(),
                like.downloads());
        EdgeVerticle edge = new EdgeVerticle(
                settings,
                house.bus,
                house.health,
                house.randomness,
                new EdgeDoors(List.of("https://app.example"), new LinkSigner(RootKey.random(house.randomness))),
                new EdgeSockets(terms, BulkDoor.SHUT, Relay.Switchboard.SHUT));
        serve();
        id = await(house.vertx.deployVerticle(edge));
        port = edge.port();
    }

    private void serve() {
        finish(Future.all(List.of(
                house.bus.serve(Rates.TAKE, take -> {
                    limits.addAll(take.limits());
                    boolean allowed = left.getAndDecrement() > 0;
                    return Future.succeededFuture(new Rates.Taken(allowed, allowed ? 0 : 2_500, 0, 0));
                }),
                house.bus.serve(Presence.TICKET, wish -> {
                    wanted.add(wish);
                    String text = Token.random(house.randomness).text();
                    tickets.add(text);
                    return Future.succeededFuture(new Presence.Ticket(text));
                }),
                house.bus.serve(Signals.HELLO, this::hello),
                house.bus.serve(Signals.BYE, bye -> {
                    byes.add(bye);
                    return Future.succeededFuture(new Presence.Done());
                }),
                house.bus.serve(Signals.JOIN, this::join),
                house.bus.serve(Signals.LEAVE, wish -> Future.succeededFuture(new Presence.Done())),
                house.bus.serve(Signals.SAY, wish -> {
                    said.add(wish);
                    return say.apply(wish);
                }))));
    }

    private Future<Presence.Arrived> hello(Signals.Hello hello) {
        hellos.add(hello);
        return greet.compose(now -> greeted(hello));
    }

    private Future<Presence.Arrived> greeted(Signals.Hello hello) {
        if (!tickets.remove(hello.ticket())) {
            return Future.failedFuture(new Problem(ProblemCode.NOT_FOUND, "no ticket"));
        }
        PeerId peer = hello.resume() == null ? PeerId.of(house.randomness.bytes(16)) : hello.resume();
        return Future.succeededFuture(new Presence.Arrived(
                peer, turns.incrementAndGet(), "token", hello.resume() != null, hello.resume() == null ? "" : "n1"));
    }

    private Future<Presence.Entered> join(Signals.Join wish) {
        joins.add(wish);
        if (wish.room().equals("near:")) {
            return Future.failedFuture(new Problem(ProblemCode.RATE_LIMITED, "too much", Map.of("retryAfter", 7L)));
        }
        List<Presence.Seat> others = new ArrayList<>();
        others.add(new Presence.Seat(PeerId.of(new byte[16]), Presence.Role.SENDER, "Ann", Presence.Whereabouts.AWAY));
        return Future.succeededFuture(new Presence.Entered(wish.room(), others));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** A ticket that is good. */
    String ticket() {
        String text = Token.random(house.randomness).text();
        tickets.add(text);
        return text;
    }

    SockClient open(String... headers) {
        return SockClient.open(house.http, url(), headers);
    }

    /** One that has been welcomed. */
    SockClient talking() {
        return SockClient.greeted(house.http, url(), ticket(), null);
    }

    PeerId peer(JsonObject welcome) {
        return new PeerId(welcome.getString("peer"));
    }

    /** Stops the edge alone. */
    Future<Void> leave() {
        return house.vertx.undeploy(id);
    }

    @Override
    public void close() {
        house.close();
    }
}
