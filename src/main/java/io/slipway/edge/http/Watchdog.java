package io.slipway.edge.http;

import io.slipway.model.Clock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Looks at everything that may take too long, a few times a second: one timer for all connections and transfers of an event
 * loop. Lives on that event loop alone.
 */
final class Watchdog {
    private final Clock clock;
    private final Set<Watched> watched = new LinkedHashSet<>();

    /** Something with a limit in time. */
    interface Watched {
        /** @param now ms */
        void look(long now);
    }

    Watchdog(Vertx vertx, Clock clock, Duration every) {
        this.clock = clock;
        vertx.setPeriodic(Math.max(1, every.toMillis()), id -> lookAtAll());
    }

    long now() {
        return clock.millis();
    }

    void watch(Watched one) {
        watched.add(one);
    }

    void leave(Watched one) {
        watched.remove(one);
    }

    private void lookAtAll() {
        long now = clock.millis();
        for (Watched one : new ArrayList<>(watched)) {
            one.look(now);
        }
    }
}
