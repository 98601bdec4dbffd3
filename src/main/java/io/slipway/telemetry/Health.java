package io.slipway.telemetry;

import io.slipway.model.ComponentHealth;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the node's parts are well. Each part is asked "would work given to you now be likely to succeed?"; a part that
 * doesn't answer within {@link #PATIENCE}, or fails to answer, is down. Answers are kept for {@link #KEPT}, so that
 * probes cost nothing, however many there are. Changes are logged.
 *
 * <p>Thread-safe.
 */
public final class Health {
    /** How long an answer is good for. */
    public static final Duration KEPT = Duration.ofSeconds(1);

    /** How long a part may take to answer. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final Map<String, Supplier<Future<ComponentHealth>>> parts = new LinkedHashMap<>();
    private final Map<String, Supplier<Map<String, Object>>> counters = new ConcurrentSkipListMap<>();
    private final Map<String, Class<?>> lastSeen = new ConcurrentHashMap<>();
    private Future<Report> latest;
    private volatile long latestDoneAt;

    /** @param nanoTime a clock that only rises, in ns; {@code System::nanoTime} */
    public Health(Vertx vertx, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
    }

    /**
     * Asks this part from now on.
     *
     * @param name short, lower case, unique; anyone may read it
     * @throws IllegalArgumentException if there is a part of this name
     */
    public synchronized void watch(String name, Supplier<Future<ComponentHealth>> part) {
        if (parts.putIfAbsent(name, part) != null) {
            throw new IllegalArgumentException("there is a part of this name: " + name);
        }
        latest = null;
    }

    /** As {@link #watch}, for a part that knows at once. */
    public void watchNow(String name, Supplier<ComponentHealth> part) {
        watch(name, () -> Future.succeededFuture(part.get()));
    }

    /**
     * Shows what this part counts from now on, beside how the parts are.
     *
     * @param name of the part; it need not be one that is watched
     * @param part doesn't block, and is asked on any thread; names, and under them numbers or maps of the same kind, that anyone may
     *     read
     * @throws IllegalArgumentException if a part of this name is shown already
     */
    public void show(String name, Supplier<Map<String, Object>> part) {
        if (counters.putIfAbsent(name, part) != null) {
            throw new IllegalArgumentException("a part of this name is shown already: " + name);
        }
    }

    /** What the parts count, as it is now, by their names. */
    public Map<String, Map<String, Object>> counters() {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        counters.forEach((name, part) -> all.put(name, part.get()));
        return all;
    }

    /** How the parts are; never fails, and is done within {@link #PATIENCE}. */
    public synchronized Future<Report> check() {
        boolean fresh =
                latest != null && (!latest.isComplete() || nanoTime.getAsLong() - latestDoneAt < KEPT.toNanos());
        if (!fresh) {
            latest = askAll().map(report -> {
                latestDoneAt = nanoTime.getAsLong();
                return report;
            });
        }
        return latest;
    }

    private Future<Report> askAll() {
        Map<String, Future<ComponentHealth>> answers = new LinkedHashMap<>();
        parts.forEach((name, part) -> answers.put(name, ask(name, part)));
        List<Future<ComponentHealth>> all = new ArrayList<>(answers.values());
        return Future.join(all).map(joined -> {
            Map<String, ComponentHealth> states = new LinkedHashMap<>();
            answers.forEach((name, answer) -> states.put(name, answer.result()));
            return new Report(states);
        });
    }

    private Future<ComponentHealth> ask(String name, Supplier<Future<ComponentHealth>> part) {
        Future<ComponentHealth> answer;
        try {
            answer = Objects.requireNonNull(part.get());
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        Promise<ComponentHealth> first = Promise.promise();
        long timer = vertx.setTimer(
                PATIENCE.toMillis(),
                late -> first.tryComplete(ComponentHealth.down("no answer within " + PATIENCE.toSeconds() + " s")));
        answer.map(Objects::requireNonNull).onComplete(health -> first.tryComplete(health), failure -> {
            LOG.atDebug().setCause(failure).addKeyValue(LogKeys.PART, name).log("a part failed to say how it is");
            first.tryComplete(ComponentHealth.down("failed to say how it is"));
        });
        return first.future().onSuccess(health -> {
            vertx.cancelTimer(timer);
            noteChange(name, health);
        });
    }

    private void noteChange(String name, ComponentHealth health) {
        Class<?> before = lastSeen.put(name, health.getClass());
        if (before == health.getClass()) {
            return;
        }
        if (health instanceof ComponentHealth.Ok) {
            if (before != null) {
                LOG.atInfo().addKeyValue(LogKeys.PART, name).log("a part is well again");
            }
        } else {
            LOG.atWarn()
                    .addKeyValue(LogKeys.PART, name)
                    .addKeyValue(LogKeys.REASON, reason(health))
                    .log(health.ready() ? "a part is degraded" : "a part is down");
        }
    }

    /** One line on why a part isn't well; empty if it is. */
    public static String reason(ComponentHealth health) {
        if (health instanceof ComponentHealth.Degraded degraded) {
            return degraded.reason();
        }
        return health instanceof ComponentHealth.Down down ? down.reason() : "";
    }

    /** @param parts by name, in the order in which they were handed over */
    public record Report(Map<String, ComponentHealth> parts) {
        public Report {
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        }

        /** Whether the node should be sent work: no part is down. */
        public boolean ready() {
            return parts.values().stream().allMatch(ComponentHealth::ready);
        }
    }
}
