package io.slipway.architecture.crooked.edge;

import io.slipway.architecture.crooked.catalog.Catalog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

final class Edge {
    private Edge() {}

    static final class Rightly {
        RoutingContext context;
    }

    static final class Sideways {
        Catalog.Neighbour neighbour;
    }

    static final class Shouter {
        EventBus bus;
    }

    static final class Sleeper {
        String sleep(Future<String> future) throws InterruptedException {
            Thread.sleep(1);
            return future.await();
        }
    }

    static final class OwnWatch {
        long millis() {
            return System.currentTimeMillis() + Instant.now().toEpochMilli();
        }
    }

    static final class Careless {
        void close(Vertx vertx) {
            vertx.close();
        }
    }

    static final class ShareManager {}
}
