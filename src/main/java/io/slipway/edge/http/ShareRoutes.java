package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.seal.Digests;
import io.slipway.seal.RunningDigest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Shares: made, seen, deleted, taken back. */
final class ShareRoutes {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    private final Workbench bench;
    private final JsonBody bodies;
    private final ShareJson json;

    ShareRoutes(Workbench bench) {
        this.bench = bench;
        this.bodies = new JsonBody(bench);
        this.json = new ShareJson(bench.settings().limits());
    }

    void addTo(RouteTable routes) {
        routes.post("/api/shares", RoutePolicy.ANONYMOUS, this::create);
        routes.get("/api/shares/{share}", RoutePolicy.READ, this::find);
        routes.delete("/api/shares/{share}", RoutePolicy.OWNER, this::delete);
        routes.post("/api/shares/{share}/undo", RoutePolicy.OWNER, this::undo);
        routes.delete("/s/{share}/{token}", RoutePolicy.OWNER, this::delete);
    }

    private Future<Void> create(Exchange exchange) {
        String key = exchange.request().getHeader("Idempotency-Key");
        if (key != null && !KEY.matcher(key).matches()) {
            throw new Problem(ProblemCode.BAD_REQUEST, "Idempotency-Key has 8 to 64 characters of A-Z a-z 0-9 - _");
        }
        return bodies.read(exchange.request(), json::newShare)
                .compose(read -> {
                    ShareJson.NewShare share = read.value();
                    return new RoomAsked(bench, exchange.request()).around(share.wanted(), () -> bench.bus()
                            .request(Catalog.CREATE, share.change(changeId(key, read.bytes()))));
                })
                .compose(share -> {
                    exchange.response().putHeader(HttpHeaders.LOCATION, "/api/shares/" + share.id());
                    return Answers.json(exchange.response(), 201, ShareJson.share(share));
                });
    }

    /** The same key with another body is another change, which then conflicts. */
    private String changeId(String key, Buffer body) {
        if (key == null) {
            return bench.freshId();
        }
        RunningDigest digest = Digests.running();
        byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        digest.update(bytes, 0, bytes.length);
        bytes = body.getBytes();
        digest.update(bytes, 0, bytes.length);
        return digest.end().toString();
    }

    private Future<Void> find(Exchange exchange) {
        return bench.bus()
                .request(Catalog.FIND, new Catalog.FindShare(exchange.share(), exchange.proof()))
                .compose(share -> Answers.json(exchange.response(), 200, ShareJson.share(share)));
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
                .compose(share -> Answers.json(exchange.response(), 200, ShareJson.share(share)));
    }
}
