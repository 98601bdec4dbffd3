package io.slipway.cli;

import io.slipway.cli.NodeStarter.StartedNode;
import io.slipway.config.NodeConfig;
import io.slipway.config.NodeConfig.Logs;
import io.slipway.telemetry.LogKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a node as a process: start, run, and, when the JVM is told to end, drain. The JVM's shutdown hook blocks
 * until the node has stopped, since the process is gone when the hook returns.
 *
 * <pre>
 *  starting ──ready──▶ running ──signal──▶ draining ──▶ exit 0
 *     │ └──signal──▶ interrupted, and what had begun is stopped ──▶ exit 0
 *     └──failed──▶ exit 4                      └──{@link #STOP_WITHIN} over──▶ exit 5
 * </pre>
 */
public final class NodeProcess {
    /** How long the parts of the node get to stop in order, with the requests under way. */
    static final Duration IN_ORDER_WITHIN = Duration.ofSeconds(30);

    /** How long all of stopping may take; service runners should wait a little longer before they kill. */
    public static final Duration STOP_WITHIN = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);

    private final NodeStarter starter;
    private final PrintWriter out;
    private final Duration stopWithin;
    private final CompletableFuture<Optional<StartedNode>> started = new CompletableFuture<>();

    /** @param stopWithin {@link #STOP_WITHIN} */
    public NodeProcess(NodeStarter starter, PrintWriter out, Duration stopWithin) {
        this.starter = starter;
        this.out = out;
        this.stopWithin = stopWithin;
    }

    /** Returns only if the node could not start: a node that runs is ended by the hook, and the process with it. */
    public int run(NodeConfig config) throws InterruptedException {
        Thread main = Thread.currentThread();
        Thread hook = new Thread(() -> Runtime.getRuntime().halt(stop(main)), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            StartedNode node = starter.start(config);
            greet(config, node);
            started.complete(Optional.of(node));
        } catch (Exception e) {
            if (keepSilentlyToTheHook(hook)) {
                LOG.debug("the start was interrupted", e);
            } else {
                report(e);
                return ExitCode.NOT_STARTED;
            }
        }
        main.join();
        return ExitCode.OK;
    }

    /** Whether the JVM is ending already, so that the hook decides; otherwise the hook is taken away. */
    private boolean keepSilentlyToTheHook(Thread hook) {
        started.complete(Optional.empty());
        try {
            return !Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return true;
        }
    }

    private static void report(Exception failure) {
        if (failure instanceof IOException expected) {
            // a file system's own exceptions name the file and leave the reason to their type
            String kind = expected instanceof FileSystemException
                    ? expected.getClass().getSimpleName() + " "
                    : "";
            LOG.error("the node could not start: {}{}", kind, expected.getMessage());
            LOG.debug("why it could not start", expected);
        } else {
            LOG.error("the node could not start", failure);
        }
    }

    private int stop(Thread main) {
        if (!started.isDone()) {
            main.interrupt();
        }
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Thread stopper = new Thread(() -> stopNode(stopped), "stop-node");
        stopper.setDaemon(true);
        stopper.start();
        try {
            stopped.get(stopWithin.toNanos(), TimeUnit.NANOSECONDS);
            LOG.info("stopped");
            return ExitCode.OK;
        } catch (TimeoutException e) {
            LOG.error("the node did not stop within {} s; what was acknowledged is safe", stopWithin.toSeconds());
        } catch (Exception e) {
            LOG.error("the node did not stop in order; what was acknowledged is safe", e);
        }
        return ExitCode.NOT_STOPPED;
    }

    private void stopNode(CompletableFuture<Void> stopped) {
        try {
            Optional<StartedNode> node = started.get();
            if (node.isPresent()) {
                LOG.info("stopping");
                node.get().stop(IN_ORDER_WITHIN);
            }
            stopped.complete(null);
        } catch (Throwable e) {
            stopped.completeExceptionally(e);
        }
    }

    private void greet(NodeConfig config, StartedNode node) {
        if (config.logs().format() == Logs.Format.JSON) {
            LOG.atInfo()
                    .addKeyValue(LogKeys.ADDRESS, node.url())
                    .addKeyValue(LogKeys.FOLDER, config.data().folder())
                    .addKeyValue(LogKeys.VERSION, Version.number())
                    .log("the node is ready");
            return;
        }
        out.println("Slipway " + Version.number() + " is ready");
        out.println("  address      " + node.url());
        out.println("  data folder  " + config.data().folder());
        node.parts().forEach(part -> out.println("  " + part));
        if (config.kafka().embedded()) {
            out.println("  with a Kafka of its own: what is acknowledged survives a kill -9, not a loss of power");
        }
        out.flush();
    }
}
