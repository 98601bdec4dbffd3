package io.slipway.edge.http;

import io.slipway.edge.EdgeLimits;
import io.slipway.edge.EdgeSettings;
import io.slipway.edge.RoutePolicy;
import io.slipway.protocol.Edits;
import io.slipway.seal.Slp1;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a page needs to know before it offers anything. */
final class ConfigRoutes {
    private final JsonObject config;

    ConfigRoutes(EdgeSettings settings) {
        EdgeLimits limits = settings.limits();
        config = new JsonObject()
                .put("version", settings.version())
                .put("chunkBytes", Slp1.CHUNK_BYTES)
                .put("maxFileBytes", limits.maxFileBytes())
                .put("maxFiles", limits.maxFiles())
                .put("defaultLifetime", limits.defaultLifetime())
                .put("maxLifetime", limits.maxLifetime() == EdgeLimits.NEVER ? null : limits.maxLifetime())
                .put("lifetimes", new JsonArray(limits.lifetimes()))
                .put("undoMillis", limits.undoMillis())
                .put("publicUrl", settings.publicUrl().toString())
                .put("filesPerRequest", Math.min(limits.maxFiles(), Edits.MAX_FILES))
                .put("maxLimit", Edits.MAX_LIMIT)
                .put(
                        "policy",
                        new JsonObject()
                                .put("minFileBytes", limits.policy().minBytes())
                                .put(
                                        "allowedTypes",
                                        new JsonArray(limits.policy().allowedTypes()))
                                .put(
                                        "blockedNames",
                                        new JsonArray(limits.policy().blockedNames())));
    }

    void addTo(RouteTable routes) {
        routes.get("/api/config", RoutePolicy.ANONYMOUS, this::config);
    }

    private Future<Void> config(Exchange exchange) {
        return Answers.json(exchange.response(), 200, config);
    }
}
