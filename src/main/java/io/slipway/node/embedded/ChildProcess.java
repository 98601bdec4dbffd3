package io.slipway.node.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The process of one service, from launch to launch: at most one at a time, none after {@link #stop}. Thread-safe. */
final class ChildProcess {
    private final String name;
    private final Consumer<Process> askToEnd;
    private final Duration patience;

    private boolean stopped;
    private Process process;

    /**
     * @param name of the service, for messages
     * @param askToEnd asks for an orderly end
     * @param patience how long that may take before force is used
     */
    ChildProcess(String name, Consumer<Process> askToEnd, Duration patience) {
        this.name = name;
        this.askToEnd = askToEnd;
        this.patience = patience;
    }

    /** @throws EmbeddedStartException when it was stopped */
    synchronized Process launch(ProcessBuilder builder) throws IOException {
        if (stopped) {
            throw new EmbeddedStartException("the embedded " + name + " was stopped");
        }
        process = builder.start();
        return process;
    }

    /** The process id of the last launch. */
    synchronized long pid() {
        return process.pid();
    }

    /** Ends the process, if any, and returns when it is gone; another may be launched. */
    void end() throws InterruptedException {
        Process ending;
        synchronized (this) {
            ending = process;
        }
        if (ending == null) {
            return;
        }
        askToEnd.accept(ending);
        if (!ending.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            ending.destroyForcibly().waitFor();
        }
    }

    /** Ends the process for good. */
    void stop() throws InterruptedException {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        end();
    }

    /** Blocks until the process has ended; false if because it was stopped. */
    boolean endedUnasked() throws InterruptedException {
        Process watched;
        synchronized (this) {
            watched = process;
        }
        watched.waitFor();
        synchronized (this) {
            return !stopped;
        }
    }

    /** Blocks for {@code pause}, shorter when it is stopped meanwhile; false then. */
    synchronized boolean pause(Duration pause) throws InterruptedException {
        long deadline = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !stopped; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return !stopped;
    }
}
