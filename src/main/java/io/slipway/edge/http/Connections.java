package io.slipway.edge.http;

import io.slipway.edge.EdgeTimeouts;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Closes connections whose next request head doesn't come in time: the server itself only notices silence, not a client that
 * sends a byte a second (Slowloris).
 *
 * <pre>
 *  opened ── headers ──► closed
 *    │ request                        a request under way has other limits: pace, idle
 *    ▼
 *  busy ◄─ request ─ resting ── keepAlive ──► closed
 *    └──── answered ────►┘
 * </pre>
 */
final class Connections implements Watchdog.Watched {
    private static final long BUSY = Long.MAX_VALUE;

    private final EdgeTimeouts timeouts;
    private final Watchdog watchdog;
    private final Map<HttpConnection, Long> deadlines = new HashMap<>();

    Connections(EdgeTimeouts timeouts, Watchdog watchdog) {
        this.timeouts = timeouts;
        this.watchdog = watchdog;
        watchdog.watch(this);
    }

    void opened(HttpConnection connection) {
        deadlines.put(connection, watchdog.now() + timeouts.headers().toMillis());
        connection.closeHandler(closed -> deadlines.remove(connection));
    }

    void requestBegan(HttpConnection connection) {
        deadlines.computeIfPresent(connection, (c, deadline) -> BUSY);
    }

    void answered(HttpConnection connection) {
        deadlines.computeIfPresent(
                connection,
                (c, deadline) -> watchdog.now() + timeouts.keepAlive().toMillis());
    }

    /** How many are open. */
    int count() {
        return deadlines.size();
    }

    @Override
    public void look(long now) {
        List<HttpConnection> late = new ArrayList<>();
        deadlines.forEach((connection, deadline) -> {
            if (deadline < now) {
                late.add(connection);
            }
        });
        late.forEach(connection -> Quiet.close(connection));
    }
}
