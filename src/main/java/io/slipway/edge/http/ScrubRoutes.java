package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.ChunkLocation;
import io.slipway.model.ShareId;
import io.slipway.protocol.Scrub;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Checks of what is kept, for the operator. */
final class ScrubRoutes {
    /** Bytes per second unless somebody says otherwise: what leaves a disk time for others. */
    static final long DEFAULT_RATE = 64L << 20;

    private final Workbench bench;
    private final JsonBody bodies;

    ScrubRoutes(Workbench bench) {
        this.bench = bench;
        this.bodies = new JsonBody(bench);
    }

    void addTo(RouteTable routes) {
        routes.post("/api/scrub", RoutePolicy.OPERATOR, this::start);
        routes.get("/api/scrub", RoutePolicy.OPERATOR, this::look);
    }

    private record Wish(ShareId share, long bytesPerSecond) {}

    private Future<Void> start(Exchange exchange) {
        return bodies.read(exchange.request(), ScrubRoutes::wish)
                .compose(read -> bench.bus()
                        .request(
                                Scrub.START,
                                new Scrub.Start(
                                        exchange.proof(),
                                        read.value().share(),
                                        read.value().bytesPerSecond())))
                .compose(report -> Answers.json(exchange.response(), 202, json(report)));
    }

    private static Wish wish(JsonFields fields) {
        return new Wish(
                fields.textOrNull("share", ShareId::new),
                fields.whole("bytesPerSecond", Scrub.MIN_RATE, Scrub.MAX_RATE, DEFAULT_RATE));
    }

    private Future<Void> look(Exchange exchange) {
        return bench.bus()
                .request(Scrub.LOOK, new Scrub.Look(exchange.proof()))
                .compose(report -> Answers.json(exchange.response(), 200, json(report)));
    }

    private static JsonObject json(Scrub.Report report) {
        JsonArray found = new JsonArray();
        report.found()
                .forEach(one -> found.add(new JsonObject()
                        .put("file", one.file().text())
                        .put("chunk", one.chunk())
                        .put("place", text(one.place()))));
        return new JsonObject()
                .put("running", report.running())
                .put("files", report.files())
                .put("chunks", report.chunks())
                .put("bytes", report.bytes())
                .put("damaged", report.damaged())
                .put("found", found)
                .put("failure", report.failure());
    }

    private static String text(ChunkLocation place) {
        return place.bucket() + "/" + place.partition() + "@" + place.offset();
    }
}
