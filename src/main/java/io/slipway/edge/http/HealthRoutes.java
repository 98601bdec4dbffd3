package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.ComponentHealth;
import io.slipway.telemetry.Health;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Whether the node is alive, and whether work should be sent to it; to people, what its parts count as well. */
final class HealthRoutes {
    private final Health health;

    HealthRoutes(Health health) {
        this.health = health;
    }

    void addTo(RouteTable routes) {
        routes.get("/health/live", RoutePolicy.ANONYMOUS, this::live);
        routes.get("/health/ready", RoutePolicy.ANONYMOUS, this::ready);
        routes.get("/api/health", RoutePolicy.ANONYMOUS, this::whole);
    }

    private Future<Void> live(Exchange exchange) {
        return Answers.json(exchange.response(), 200, new JsonObject().put("status", "LIVE"));
    }

    private Future<Void> ready(Exchange exchange) {
        return health.check().compose(report -> Answers.json(exchange.response(), status(report), show(report)));
    }

    private Future<Void> whole(Exchange exchange) {
        return health.check().compose(report -> {
            JsonObject shown = show(report);
            health.counters().forEach((name, counts) -> shown.put(name, new JsonObject(counts)));
            return Answers.json(exchange.response(), status(report), shown);
        });
    }

    private static int status(Health.Report report) {
        return report.ready() ? 200 : 503;
    }

    private static JsonObject show(Health.Report report) {
        JsonObject parts = new JsonObject();
        report.parts().forEach((name, part) -> parts.put(name, show(part)));
        return new JsonObject()
                .put("status", report.ready() ? "READY" : "NOT_READY")
                .put("parts", parts);
    }

    private static JsonObject show(ComponentHealth part) {
        String status = part instanceof ComponentHealth.Ok ? "OK" : part.ready() ? "DEGRADED" : "DOWN";
        JsonObject shown = new JsonObject().put("status", status);
        return part instanceof ComponentHealth.Ok ? shown : shown.put("reason", Health.reason(part));
    }
}
