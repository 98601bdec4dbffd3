package io.slipway.edge.http;

import io.slipway.bus.Bus;
import io.slipway.edge.EdgeSettings;
import io.slipway.model.IpAddress;
import io.slipway.seal.Randomness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.concurrent.Callable;

/**
 * What the routes of one event loop work with.
 *
 * @param arrivals news of chunks
 * @param sealing threads for digests and ciphers: more than a millisecond of these has no place on an event loop
 * @param uploads the line for memory of bytes on their way in
 * @param downloads the same for bytes on their way out
 */
record Workbench(
        Vertx vertx,
        Bus bus,
        EdgeSettings settings,
        Randomness randomness,
        Watchdog watchdog,
        Arrivals arrivals,
        WorkerExecutor sealing,
        LeaseLine uploads,
        LeaseLine downloads) {
    /** A few hundredths of a millisecond. */
    private static final long AT_ONCE_BYTES = 16 << 10;

    /** How fast the bytes of a transfer must move. */
    Pace.Rule pace() {
        return Pace.Rule.per(settings.timeouts().pace());
    }

    /** Holds a request's body back; to be called before anything asynchronous. */
    Incoming incoming(HttpServerRequest request) {
        return new Incoming(request, watchdog, pace(), uploads::pressed);
    }

    /** Who sent this request, as far as can be known. */
    IpAddress client(HttpServerRequest request) {
        return ClientAddress.of(request, settings.proxies());
    }

    /** An id for a change that nobody else has. */
    String freshId() {
        return HexFormat.of().formatHex(randomness.bytes(16));
    }

    /**
     * Digests, seals or opens so many bytes: beside the event loop, beside others of its kind; at once if they are so few
     * that changing threads takes longer.
     */
    <T> Future<T> aside(long bytes, Callable<T> work) {
        if (bytes > AT_ONCE_BYTES) {
            return sealing.executeBlocking(work, false);
        }
        try {
            return Future.succeededFuture(work.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }
}
