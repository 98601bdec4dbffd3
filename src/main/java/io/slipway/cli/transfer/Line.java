package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What all requests of one transfer share: a request that fails for a reason that passes is asked again after ever longer
 * waits, for as long as there is patience. Safe for use by threads; each waits by itself.
 */
final class Line {
    /** The first wait after something failed; each further one is twice as long. */
    static final Duration BACKOFF_FIRST = Duration.ofMillis(500);
    /** The longest wait that is decided on here. */
    static final Duration BACKOFF_MOST = Duration.ofSeconds(10);
    /** The longest wait that a node may ask for. */
    static final Duration RETRY_AFTER_MOST = Duration.ofSeconds(60);
    /** How often a request is tried whose failure may be its own fault. */
    static final int TRIES_MOST = 6;
    /** How long a node that was never heard of is tried: its address may be wrong. */
    static final Duration PATIENCE_AT_FIRST = Duration.ofSeconds(3);
    /** How long nothing may move once the node was heard of. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Pauses pauses;
    private final Consumer<String> trouble;
    private final AtomicInteger attempt = new AtomicInteger();
    private final AtomicReference<Stopped> ended = new AtomicReference<>();
    private volatile boolean heard;
    private volatile long movedAt;

    /** One request, or several that are asked again together. */
    @FunctionalInterface
    interface Request<T> {
        T ask() throws NodeProblem, Stopped, InterruptedException;
    }

    /** One request that answers nothing. */
    @FunctionalInterface
    interface Order {
        void ask() throws NodeProblem, Stopped, InterruptedException;
    }

    /** @param trouble is told in words when requests begin to fail, and with an empty text when they don't any more */
    Line(Pauses pauses, Consumer<String> trouble) {
        this.pauses = pauses;
        this.trouble = trouble;
        this.movedAt = pauses.nanos();
    }

    /**
     * Asks until there is an answer.
     *
     * @throws Stopped if there won't be one
     */
    <T> T ask(Request<T> request) throws Stopped, InterruptedException {
        int tries = 0;
        while (true) {
            check();
            try {
                T answer = request.ask();
                moved();
                return answer;
            } catch (NodeProblem problem) {
                heard |= problem.status() != 0;
                Verdict verdict = Verdict.of(problem);
                tries += verdict == Verdict.TRIES ? 1 : 0;
                if (verdict == Verdict.ENDS || tries == TRIES_MOST || impatient()) {
                    throw Verdict.stopped(problem);
                }
                trouble.accept(Printable.text(problem.getMessage()));
                pauses.sleep(wait(problem));
            }
        }
    }

    /** Asks until it is done. @throws Stopped if it won't be */
    void run(Order order) throws Stopped, InterruptedException {
        Request<Void> request = () -> {
            order.ask();
            return null;
        };
        ask(request);
    }

    /** Something came: patience begins anew. */
    void moved() {
        heard = true;
        movedAt = pauses.nanos();
        if (attempt.getAndSet(0) > 0) {
            trouble.accept("");
        }
    }

    /** Part of the transfer has failed: what else is under way ends as soon as it looks here. */
    void end(Exception failure) {
        Stopped why = failure instanceof Stopped stopped
                ? stopped
                : new Stopped(
                        failure instanceof InterruptedException ? ExitCode.INTERRUPTED : ExitCode.FAULT,
                        failure.toString());
        ended.compareAndSet(null, why);
    }

    /** @throws Stopped why it was ended first, once it was */
    void check() throws Stopped {
        Stopped why = ended.get();
        if (why != null) {
            throw why;
        }
    }

    void pause(Duration pause) throws InterruptedException {
        pauses.sleep(pause.toNanos());
    }

    private boolean impatient() {
        Duration patience = heard ? PATIENCE : PATIENCE_AT_FIRST;
        return pauses.nanos() - movedAt > patience.toNanos();
    }

    private long wait(NodeProblem problem) {
        long whole = BACKOFF_FIRST.toNanos() << Math.min(attempt.getAndIncrement(), 10);
        long own = (long) (Math.min(whole, BACKOFF_MOST.toNanos()) * (0.5 + pauses.chance() / 2));
        long asked = Math.min(problem.retryAfterSeconds(), RETRY_AFTER_MOST.toSeconds());
        return Math.max(own, Duration.ofSeconds(asked).toNanos());
    }
}
