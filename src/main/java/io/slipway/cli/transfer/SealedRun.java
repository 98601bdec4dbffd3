package io.slipway.cli.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sealed bytes as they come. One that stands still for {@link #STALL} is broken off. For one thread. */
final class SealedRun implements AutoCloseable {
    /** How long no byte may come. */
    static final Duration STALL = Duration.ofSeconds(30);

    private static final int PIECE = 64 << 10;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/[0-9]{1,18}");
    private static final ScheduledExecutorService WATCH = Executors.newSingleThreadScheduledExecutor(body -> {
        Thread thread = new Thread(body, "stall-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final InputStream in;
    private final long to;
    private final Throttle throttle;
    private final ScheduledFuture<?> watch;
    private volatile boolean moved;
    private long left;

    private SealedRun(InputStream in, long from, long to, Throttle throttle) {
        this.in = in;
        this.to = to;
        this.left = to - from + 1;
        this.throttle = throttle;
        this.watch = WATCH.scheduleWithFixedDelay(
                this::breakOffIfStill, STALL.toMillis(), STALL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @throws NodeProblem if it isn't what was asked for, or the beginning of that */
    static SealedRun of(HttpResponse<InputStream> answer, long from, long most, Throttle throttle) throws NodeProblem {
        Matcher range = CONTENT_RANGE.matcher(
                answer.headers().firstValue("Content-Range").orElse(""));
        boolean fits = range.matches() && Long.parseLong(range.group(1)) == from;
        long to = fits ? Long.parseLong(range.group(2)) : -1;
        SealedRun run = new SealedRun(answer.body(), from, to, throttle);
        if (to < from || to > most) {
            run.close();
            throw NodeProblem.badAnswer("another range came than was asked for");
        }
        return run;
    }

    /** Where it ends, included: as asked, or sooner. */
    long to() {
        return to;
    }

    /**
     * Reads the next {@code length} bytes.
     *
     * @return how many came before it broke off; {@code length} if it didn't
     */
    int read(byte[] target, int length) throws InterruptedException {
        int filled = 0;
        try {
            while (filled < length) {
                int count = in.read(target, filled, Math.min(PIECE, length - filled));
                if (count < 0) {
                    return filled;
                }
                moved = true;
                filled += count;
                left -= count;
                throttle.take(count);
            }
            if (left == 0) {
                // Read to its end, so that the connection can be used again.
                left = in.read();
            }
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return filled;
    }

    private void breakOffIfStill() {
        if (!moved) {
            close();
        }
        moved = false;
    }

    @Override
    public void close() {
        watch.cancel(false);
        try {
            in.close();
        } catch (IOException e) {
            // It had ended otherwise.
        }
    }
}
