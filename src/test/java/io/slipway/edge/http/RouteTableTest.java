package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.edge.RoutePolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private final Vertx vertx = Vertx.vertx();
    private final Router router = Router.router(vertx);
    private final RouteTable routes =
            new RouteTable(router, new ProblemWriter(new UnreadBody(vertx, Duration.ofSeconds(1))));

    @AfterEach
    void close() {
        EdgeHouse.finish(vertx.close());
    }

    private static Future<Void> nothing(Exchange exchange) {
        return Future.succeededFuture();
    }

    @Test
    void aTableThatHoldsEveryRouteIsFine() {
        routes.get("/a", RoutePolicy.ANONYMOUS, RouteTableTest::nothing);
        routes.put("/b/{c}", RoutePolicy.UPLOAD, RouteTableTest::nothing);
        assertThatCode(routes::verify).doesNotThrowAnyException();
        assertThat(router.getRoutes()).hasSize(3);
    }

    @Test
    void aRouteThatCameInAnotherWayKeepsTheNodeFromStarting() {
        routes.get("/a", RoutePolicy.ANONYMOUS, RouteTableTest::nothing);
        router.get("/backdoor").handler(context -> {});
        assertThatThrownBy(routes::verify)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without a policy")
                .hasMessageContaining("/backdoor");
    }

    @Test
    void aHandlerForAllPathsIsSuchARouteToo() {
        router.route().handler(context -> context.next());
        assertThatThrownBy(routes::verify).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPolicyIsNeeded() {
        assertThatThrownBy(() -> routes.get("/a", null, RouteTableTest::nothing))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(router.getRoutes()).isEmpty();
    }

    @Test
    void aMountIsInTheTable_andNeedsAPolicy() {
        Router others = Router.router(vertx);
        others.get("/x").handler(context -> {});
        assertThatThrownBy(() -> routes.mount("/m/", null, RoutingContext::next, others))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(router.getRoutes()).isEmpty();

        routes.mount("/m/", RoutePolicy.ANONYMOUS, RoutingContext::next, others);

        assertThatCode(routes::verify).doesNotThrowAnyException();
        assertThat(routes.entries())
                .extracting(RouteTable.Entry::policy)
                .containsExactly(RoutePolicy.ANONYMOUS, RoutePolicy.ANONYMOUS);
        assertThat(routes.methods("/m/x")).as("they have their own").isEmpty();
        router.route("/n/*").subRouter(others);
        assertThatThrownBy(routes::verify).as("one that came in another way").isInstanceOf(IllegalStateException.class);
    }

    @Test
    void methodsOfAPathAreKnown() {
        routes.get("/a/{b}", RoutePolicy.ANONYMOUS, RouteTableTest::nothing);
        routes.put("/a/{b}", RoutePolicy.ANONYMOUS, RouteTableTest::nothing);
        routes.get("/{all*}", RoutePolicy.ANONYMOUS, RouteTableTest::nothing);
        assertThat(routes.methods("/a/x")).isEqualTo("GET, HEAD, PUT");
        assertThat(routes.methods("/a/x/y")).isEqualTo("GET, HEAD");
        assertThat(routes.methods("/api/x")).isEmpty();
    }
}
