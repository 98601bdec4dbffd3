package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.protocol.Downloads;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Downloads of shares: claimed, given back, verified, and shown to the owner. */
final class ClaimRoutes {
    private final Workbench bench;

    ClaimRoutes(Workbench bench) {
        this.bench = bench;
    }

    void addTo(RouteTable routes) {
        routes.post("/api/shares/{share}/claims", RoutePolicy.READ, this::take);
        routes.delete("/api/shares/{share}/claims", RoutePolicy.READ, this::giveBack);
        routes.post("/api/shares/{share}/verified", RoutePolicy.READ, this::verified);
        routes.get("/api/shares/{share}/downloads", RoutePolicy.OWNER, this::list);
    }

    private Future<Void> take(Exchange exchange) {
        return bench.bus()
                .request(
                        Downloads.TAKE,
                        new Downloads.Take(exchange.share(), exchange.proof(), Visitors.of(exchange, bench)))
                .compose(taken -> Answers.json(exchange.response(), taken.fresh() ? 201 : 200, json(taken)));
    }

    private Future<Void> verified(Exchange exchange) {
        return bench.bus()
                .request(
                        Downloads.VERIFY,
                        new Downloads.Verify(exchange.share(), exchange.proof(), Visitors.of(exchange, bench)))
                .compose(taken -> Answers.json(exchange.response(), 200, json(taken)));
    }

    private Future<Void> giveBack(Exchange exchange) {
        return bench.bus()
                .request(
                        Downloads.GIVE_BACK,
                        new Downloads.GiveBack(exchange.share(), exchange.proof(), Visitors.of(exchange, bench)))
                .compose(taken -> {
                    Quiet.drop(exchange.response().setStatusCode(204).end());
                    return Future.succeededFuture();
                });
    }

    private static JsonObject json(Downloads.Taken taken) {
        return new JsonObject()
                .put("limited", taken.limited())
                .put("remaining", taken.limited() ? taken.remaining() : null)
                .put("deadAt", taken.deadAt() == 0 ? null : taken.deadAt());
    }

    private Future<Void> list(Exchange exchange) {
        return bench.bus()
                .request(Downloads.LIST, new Downloads.ListDownloads(exchange.share(), exchange.proof()))
                .compose(list -> {
                    JsonArray entries = new JsonArray();
                    list.entries()
                            .forEach(entry -> entries.add(new JsonObject()
                                    .put("id", entry.id())
                                    .put("began", entry.began())
                                    .put("last", entry.last())
                                    .put("bytes", entry.bytes())
                                    .put("verified", entry.verified())
                                    .put("path", "STORE")
                                    .put("address", entry.address())));
                    return Answers.json(
                            exchange.response(),
                            200,
                            new JsonObject().put("since", list.since()).put("downloads", entries));
                });
    }
}
