package io.slipway.edge.http;

import io.slipway.model.Clock;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for chunks that are still to arrive, on one event loop. News of a share makes those who wait look again; since news
 * may get lost, they also look every {@value #POLL_MILLIS} ms.
 */
final class Arrivals {
    static final long POLL_MILLIS = 1_000;

    private final Vertx vertx;
    private final Clock clock;
    private final Map<ShareId, Set<Promise<Boolean>>> waiting = new HashMap<>();

    Arrivals(Vertx vertx, Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    /** Something of a share has changed. */
    void heard(ShareId share) {
        List.copyOf(waiting.getOrDefault(share, Set.of())).forEach(one -> one.tryComplete(true));
    }

    /**
     * Asks until the answer is there.
     *
     * @param ask fails with {@code NOT_COMPLETE} or {@code UNAVAILABLE} while there is nothing to be had
     * @param millis how long at most; the last failure is the answer then
     */
    <T> Future<T> within(ShareId share, long millis, Supplier<Future<T>> ask) {
        long end = clock.millis() + millis;
        return again(share, ask, () -> end - clock.millis(), () -> {});
    }

    /**
     * Asks until the answer is there, however long it takes, as long as there is news.
     *
     * @param millis how long without any news
     * @param over whether nobody wants the answer any more
     */
    <T> Future<T> follow(ShareId share, long millis, Supplier<Future<T>> ask, BooleanSupplier over) {
        long[] end = {clock.millis() + millis};
        return again(
                share,
                ask,
                () -> over.getAsBoolean() ? 0 : end[0] - clock.millis(),
                () -> end[0] = clock.millis() + millis);
    }

    /** What is left of somebody's patience. */
    @FunctionalInterface
    private interface Patience {
        long leftMillis();
    }

    private <T> Future<T> again(ShareId share, Supplier<Future<T>> ask, Patience patience, Runnable heard) {
        // Listens before it asks: what arrives in between is heard.
        Promise<Boolean> news = listen(share);
        return ask.get()
                .recover(failure -> {
                    long left = patience.leftMillis();
                    if (left <= 0 || !mayCome(failure)) {
                        return Future.failedFuture(failure);
                    }
                    long timer = vertx.setTimer(Math.min(POLL_MILLIS, left), id -> news.tryComplete(false));
                    return news.future().compose(any -> {
                        vertx.cancelTimer(timer);
                        if (any) {
                            heard.run();
                        }
                        return again(share, ask, patience, heard);
                    });
                })
                .onComplete(done -> news.tryComplete(false));
    }

    private Promise<Boolean> listen(ShareId share) {
        Promise<Boolean> news = Promise.promise();
        waiting.computeIfAbsent(share, id -> new HashSet<>()).add(news);
        news.future()
                .onComplete(heard -> waiting.computeIfPresent(share, (id, others) -> {
                    others.remove(news);
                    return others.isEmpty() ? null : others;
                }));
        return news;
    }

    private static boolean mayCome(Throwable failure) {
        return failure instanceof Problem problem
                && (problem.code() == ProblemCode.NOT_COMPLETE || problem.code() == ProblemCode.UNAVAILABLE);
    }
}
