package io.slipway.cli.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Does the same work on some threads at once. The first failure ends all of it, what is asked for on their line included, and is the
 * one that counts.
 */
final class Workers {
    /** The most at once: each holds one sealed chunk and its plaintext. */
    static final int MOST = 4;

    private static final long END_SECONDS = 5;

    private Workers() {}

    /** Work that ends when nothing is left to do. */
    @FunctionalInterface
    interface Work {
        void run() throws Stopped, InterruptedException;
    }

    static void run(int count, Line line, Work work) throws Stopped, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(count, body -> {
            Thread thread = new Thread(body, "transfer");
            thread.setDaemon(true);
            return thread;
        });
        ExecutorCompletionService<Void> endings = new ExecutorCompletionService<>(threads);
        List<Future<Void>> begun = new ArrayList<>();
        try {
            Callable<Void> body = () -> {
                try {
                    work.run();
                } catch (Stopped | InterruptedException | RuntimeException e) {
                    line.end(e);
                    throw e;
                }
                return null;
            };
            for (int i = 0; i < count; i++) {
                begun.add(endings.submit(body));
            }
            for (int i = 0; i < count; i++) {
                endings.take().get();
            }
        } catch (ExecutionException failed) {
            throw cause(failed.getCause());
        } finally {
            threads.shutdownNow();
            // What is written meanwhile shall be whole; requests end soon, since they were interrupted.
            threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Stopped cause(Throwable cause) throws InterruptedException {
        if (cause instanceof Stopped stopped) {
            return stopped;
        }
        if (cause instanceof InterruptedException) {
            throw new InterruptedException();
        }
        if (cause instanceof RuntimeException fault) {
            throw fault;
        }
        throw new IllegalStateException(cause);
    }
}
