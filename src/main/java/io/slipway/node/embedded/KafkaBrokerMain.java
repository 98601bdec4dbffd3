package io.slipway.node.embedded;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * The main of the broker's own JVM. Its one argument is the settings file.
 *
 * <p>It speaks to its parent through the standard streams: one line on standard output, {@link #READY} or
 * {@link #FAILED} and why; and it ends in order when standard input does, which the kernel sees to even when the parent
 * was killed.
 */
public final class KafkaBrokerMain {
    static final String READY = "ready";
    static final String FAILED = "failed: ";

    /** Longest orderly shutdown; shorter than the parent's patience. */
    static final long SHUTDOWN_LIMIT_MILLIS = 15_000;

    private KafkaBrokerMain() {}

    /** Runs the broker until standard input ends or the process is asked to end. */
    public static void main(String[] args) {
        PrintStream parent = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // A half-started broker leaves threads that would keep the JVM and its ports for ever: halt, don't exit.
        try {
            Properties settings = new Properties();
            try (InputStream file = new FileInputStream(args[0])) {
                settings.load(file);
            }
            KafkaFolder.formatOnce(settings.getProperty("log.dirs"));
            KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> shutdown(server), "broker-shutdown"));
            daemon("parent-watch", KafkaBrokerMain::exitWithParent);
            server.startup();
            parent.println(READY);
            server.awaitShutdown();
        } catch (Throwable e) {
            parent.println(FAILED + reason(e));
            Runtime.getRuntime().halt(1);
        }
    }

    private static void shutdown(KafkaRaftServer server) {
        daemon("shutdown-limit", () -> {
            try {
                Thread.sleep(SHUTDOWN_LIMIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(2);
        });
        server.shutdown();
    }

    private static void exitWithParent() {
        try {
            while (System.in.read() >= 0) {
                // The parent has nothing to say; only its end matters.
            }
        } catch (IOException e) {
            // An unreadable pipe is a parent that is gone.
        }
        System.exit(0);
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static String reason(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(text.length() == 0 ? "" : ": ").append(cause);
        }
        return text.toString().replace('\n', ' ');
    }
}
