package io.slipway.edge.http;

import io.slipway.flow.Gcra;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.Rate;
import io.slipway.protocol.Rates;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Limits how often one address makes shares, on all nodes together. While nobody can count for all, this event loop counts for
 * itself: keeping people out for want of a counter would do more harm.
 */
final class Admission {
    /** Addresses that are counted here at once. */
    static final int REMEMBERED = 10_000;

    private static final String NAME = "create";
    private static final long MICROS = 1_000;

    private final Workbench bench;
    private final Map<String, Long> untouchedAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    Admission(Workbench bench) {
        this.bench = bench;
    }

    /** {@code RATE_LIMITED} with the headers that tell how long. */
    Future<Void> create(Exchange exchange) {
        Optional<Rate> rate = bench.settings().limits().create();
        if (rate.isEmpty()) {
            return Future.succeededFuture();
        }
        String site = bench.client(exchange.request()).site().toString();
        return bench.bus()
                .request(Rates.TAKE, new Rates.Take(List.of(new Rates.Limit(NAME + ":" + site, rate.get())), 1))
                .otherwise(away -> here(site, rate.get()))
                .map(taken -> {
                    exchange.response()
                            .putHeader(
                                    "RateLimit-Policy",
                                    '"' + NAME + "\";q=" + rate.get().count() + ";w="
                                            + rate.get().per().toSeconds())
                            .putHeader(
                                    "RateLimit",
                                    '"' + NAME + "\";r=" + taken.left() + ";t=" + seconds(taken.resetMillis()));
                    if (!taken.allowed()) {
                        throw new Problem(
                                ProblemCode.RATE_LIMITED,
                                "too many new shares from your address; try again later",
                                Map.of("retryAfter", Math.max(1, seconds(taken.retryMillis()))));
                    }
                    return null;
                });
    }

    private Rates.Taken here(String site, Rate rate) {
        long now = bench.watchdog().now() * MICROS;
        Gcra.Outcome outcome = Gcra.take(rate, untouchedAt.getOrDefault(site, 0L), 1, now);
        untouchedAt.put(site, outcome.untouchedAt());
        return new Rates.Taken(
                outcome.allowed(),
                (outcome.retryMicros() + MICROS - 1) / MICROS,
                outcome.left(),
                outcome.resetMicros() / MICROS);
    }

    private static long seconds(long millis) {
        return (millis + 999) / 1_000;
    }
}
