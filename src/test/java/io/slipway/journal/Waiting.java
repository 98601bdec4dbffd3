package io.slipway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** How tests wait for answers. */
final class Waiting {
    private static final long LIMIT_SECONDS = 90;
    private static final long BETWEEN_LOOKS_NANOS = 5_000_000;

    private Waiting() {}

    /** The answer; fails with what it failed with, or if there is none in good time. */
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError("failed", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** Asks until something other than {@code UNAVAILABLE} is answered. */
    static <T> T persist(Supplier<Future<T>> question) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (true) {
            try {
                return await(question.get());
            } catch (Problem problem) {
                if (problem.code() != ProblemCode.UNAVAILABLE || System.nanoTime() > deadline) {
                    throw problem;
                }
                LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
            }
        }
    }

    static void done(Future<?> future) {
        Object unused = await(future);
    }

    static ProblemCode refusal(Future<?> future) {
        try {
            done(future);
        } catch (Problem problem) {
            return problem.code();
        }
        throw new AssertionError("was not refused");
    }

    /** Asks until the answer is as wanted. */
    static <T> void until(Supplier<T> question, Predicate<T> wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        T last = question.get();
        while (!wanted.test(last)) {
            assertThat(System.nanoTime()).as("still %s", last).isLessThan(deadline);
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
            last = question.get();
        }
    }
}
