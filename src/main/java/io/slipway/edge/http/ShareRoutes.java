package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;

/** Shares: made, seen, deleted, taken back. */
final class ShareRoutes {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,5}");

    private final Workbench bench;
    private final JsonBody bodies;
    private final ShareJson json;
    private final Admission admission;

    ShareRoutes(Workbench bench, Admission admission) {
        this.bench = bench;
        this.admission = admission;
        this.bodies = new JsonBody(bench);
        this.json = new ShareJson(bench.settings().limits());
    }

    void addTo(RouteTable routes) {
        routes.post("/api/shares", RoutePolicy.ANONYMOUS, this::create);
        routes.get("/api/shares/{share}", RoutePolicy.READ, this::find);
        routes.get("/api/shares/{share}/files", RoutePolicy.READ, this::files);
        routes.delete("/api/shares/{share}", RoutePolicy.OWNER, this::delete);
        routes.post("/api/shares/{share}/undo", RoutePolicy.OWNER, this::undo);
        routes.delete("/s/{share}/{token}", RoutePolicy.OWNER, this::delete);
    }

    private Future<Void> create(Exchange exchange) {
        String key = IdempotencyKey.of(exchange.request());
        exchange.request().pause();
        return admission
                .create(exchange)
                .compose(in -> bodies.read(exchange.request(), json::newShare))
                .compose(read -> {
                    ShareJson.NewShare share = read.value();
                    return new RoomAsked(bench, exchange.request()).around(share.wanted(), () -> bench.bus()
                            .request(Catalog.CREATE, share.change(IdempotencyKey.changeId(key, read.bytes(), bench))));
                })
                .compose(share -> {
                    exchange.response().putHeader(HttpHeaders.LOCATION, "/api/shares/" + share.id());
                    return answer(exchange, 201, share);
                });
    }

    /** A share, with the tag by which an edit may name what it is an edit of. */
    static Future<Void> answer(Exchange exchange, int status, Catalog.ShareView share) {
        exchange.response().putHeader(HttpHeaders.ETAG, "\"" + share.standing().revision() + "\"");
        return Answers.json(exchange.response(), status, ShareJson.share(share));
    }

    private Future<Void> find(Exchange exchange) {
        return bench.bus()
                .request(
                        Catalog.FIND,
                        new Catalog.FindShare(exchange.share(), exchange.proof(), Visitors.of(exchange, bench), 0))
                .compose(share -> answer(exchange, 200, share));
    }

    private Future<Void> files(Exchange exchange) {
        String asked = exchange.request().getParam("from", "0");
        if (!NUMBER.matcher(asked).matches()) {
            throw new Problem(ProblemCode.BAD_REQUEST, "from is the number of a file");
        }
        int from = Integer.parseInt(asked);
        return bench.bus()
                .request(
                        Catalog.FIND,
                        new Catalog.FindShare(exchange.share(), exchange.proof(), Visitors.of(exchange, bench), from))
                .compose(share -> Answers.json(exchange.response(), 200, ShareJson.page(from, share)));
    }

    private Future<Void> delete(Exchange exchange) {
        return bench.bus()
                .request(Catalog.DELETE, new Catalog.DeleteShare(bench.freshId(), exchange.share(), exchange.proof()))
                .compose(deleted ->
                        Answers.json(exchange.response(), 200, new JsonObject().put("undoUntil", deleted.undoUntil())));
    }

    private Future<Void> undo(Exchange exchange) {
        return bench.bus()
                .request(Catalog.UNDO, new Catalog.UndoDelete(bench.freshId(), exchange.share(), exchange.proof()))
                .compose(share -> answer(exchange, 200, share));
    }
}
