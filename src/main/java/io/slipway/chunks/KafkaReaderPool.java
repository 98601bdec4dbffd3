package io.slipway.chunks;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few readers, each with a thread and a consumer of its own, and one line of runs that wait for them. A reader that
 * becomes free takes the first run, or the first of those close behind that goes on where it stands.
 */
final class KafkaReaderPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReaderPool.class);

    /** Runs that may wait; each holds no bytes yet. */
    static final int MAX_WAITING = 256;

    private static final long CLOSE_MILLIS = 5_000;

    private record Waiting(KafkaRun run, long deadline, Promise<List<Buffer>> promise) {}

    private final KafkaChunkSettings settings;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    KafkaReaderPool(KafkaChunkSettings settings) {
        this.settings = settings;
        for (int i = 0; i < settings.readers(); i++) {
            Thread thread = new Thread(this::work, "chunk-reader-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /** Reads a run. The future completes on a reader's thread. */
    Future<List<Buffer>> read(KafkaRun run) {
        long deadline = System.nanoTime() + settings.readLimit().toNanos();
        Promise<List<Buffer>> promise = Promise.promise();
        synchronized (line) {
            if (closed) {
                return Future.failedFuture(stopping());
            }
            if (line.size() >= MAX_WAITING) {
                return Future.failedFuture(new Problem(ProblemCode.OVER_CAPACITY, "too many reads wait; try again"));
            }
            line.add(new Waiting(run, deadline, promise));
            line.notify();
        }
        return promise.future();
    }

    private void work() {
        try (KafkaReader reader = new KafkaReader(settings)) {
            for (Waiting next = next(reader); next != null; next = next(reader)) {
                answer(reader, next);
            }
        } catch (InterruptedException e) {
            LOG.debug("a reader ends");
        }
    }

    private Waiting next(KafkaReader reader) throws InterruptedException {
        synchronized (line) {
            while (line.isEmpty() && !closed) {
                line.wait();
            }
            if (closed) {
                return null;
            }
            int looked = 0;
            for (Iterator<Waiting> i = line.iterator(); i.hasNext() && looked < settings.readers(); looked++) {
                Waiting waiting = i.next();
                if (reader.isAt(waiting.run())) {
                    i.remove();
                    return waiting;
                }
            }
            return line.remove();
        }
    }

    private static void answer(KafkaReader reader, Waiting waiting) {
        List<Buffer> chunks;
        try {
            chunks = reader.read(waiting.run(), waiting.deadline());
        } catch (Problem e) {
            waiting.promise().fail(e);
            return;
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("a reader broke");
            waiting.promise().fail(new Problem(ProblemCode.INTERNAL, "the chunk could not be read"));
            return;
        }
        waiting.promise().complete(chunks);
    }

    /** Ends the readers; whoever waits gets {@code UNAVAILABLE}. */
    @Override
    public void close() {
        List<Waiting> left;
        synchronized (line) {
            closed = true;
            left = new ArrayList<>(line);
            line.clear();
            line.notifyAll();
        }
        left.forEach(waiting -> waiting.promise().fail(stopping()));
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Problem stopping() {
        return new Problem(ProblemCode.UNAVAILABLE, "the node is stopping");
    }
}
