package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.Rate;
import io.slipway.protocol.Live;
import io.slipway.protocol.Rates;
import io.slipway.protocol.Relay;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Plain streams: what one client puts under a name goes to another that gets it, in whichever order they come. */
final class LiveRoutes {
    /** How often one address may come. */
    static final Rate RATE = new Rate(120, Duration.ofMinutes(1));

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Workbench bench;
    private final Relay.Switchboard relay;
    private final Map<PeerId, LiveEnd> ends = new HashMap<>();

    LiveRoutes(Workbench bench, Relay.Switchboard relay) {
        this.bench = bench;
        this.relay = relay;
    }

    /** Hears what the ends of this event loop are told. */
    Future<?> start() {
        return bench.bus().subscribe(Live.NEWS, news -> {
            LiveEnd end = ends.get(news.to());
            if (end != null) {
                end.hear(news);
            }
        });
    }

    void addTo(RouteTable routes) {
        routes.put("/live/{name}", RoutePolicy.ANONYMOUS, this::send);
        routes.getAlone("/live/{name}", RoutePolicy.ANONYMOUS, this::receive);
    }

    private Future<Void> send(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        request.pause();
        String name = name(exchange);
        return admit(exchange).compose(in -> {
            LiveSending sending = new LiveSending(bench, request);
            return come(exchange, name, Live.End.SENDER, sending);
        });
    }

    private Future<Void> receive(Exchange exchange) {
        String name = name(exchange);
        return admit(exchange).compose(in -> {
            LiveReceiving receiving = new LiveReceiving(bench, exchange.request());
            return come(exchange, name, Live.End.RECEIVER, receiving);
        });
    }

    private static String name(Exchange exchange) {
        String name = exchange.part("name");
        if (!NAME.matcher(name).matches()) {
            throw new Problem(ProblemCode.BAD_NAME, "a live stream's name is 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return name;
    }

    /** {@code RATE_LIMITED}; while nobody can count, nobody can meet either. */
    private Future<Void> admit(Exchange exchange) {
        Rates.Limit limit = new Rates.Limit("live:" + site(exchange), RATE);
        return bench.bus()
                .request(Rates.TAKE, new Rates.Take(List.of(limit), 1))
                .map(taken -> {
                    if (!taken.allowed()) {
                        throw new Problem(
                                ProblemCode.RATE_LIMITED,
                                "too many live streams from your address; try again later",
                                Map.of("retryAfter", Math.max(1, (taken.retryMillis() + 999) / 1_000)));
                    }
                    return null;
                });
    }

    private Future<Void> come(Exchange exchange, String name, Live.End which, LiveEnd end) {
        String site = site(exchange);
        ends.put(end.peer(), end);
        end.plug(relay, site);
        bench.bus()
                .request(Live.COME, new Live.Come(name, which, end.peer(), site))
                .onComplete(
                        came -> {
                            if (came.other() != null && !end.over()) {
                                end.met(came.other());
                            }
                        },
                        end::fail);
        return end.done().onComplete(over -> ends.remove(end.peer()));
    }

    private String site(Exchange exchange) {
        return bench.client(exchange.request()).site().toString();
    }
}
