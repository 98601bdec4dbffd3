package io.slipway.cli.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A node as a child of this process. It ends with its parent, however that ends: its standard input is a pipe that nothing is
 * written to. Calls block.
 */
public final class NodeChild {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String name;
    private final int port;
    private final int proxyPort;
    private final Path folder;
    private final Map<String, String> environment;
    private volatile Process process;

    /**
     * @param name for people
     * @param port that it listens on, loopback
     * @param proxyPort where it expects a PROXY header
     * @param folder of its own; its output goes to {@code node.log} in it
     * @param environment all {@code SLIPWAY_*} that it is told besides
     */
    NodeChild(String name, int port, int proxyPort, Path folder, Map<String, String> environment) {
        this.name = name;
        this.port = port;
        this.proxyPort = proxyPort;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Starts the process. It may be started again when it has ended.
     *
     * @param ended is told when the process is gone, on a thread of its own
     */
    void launch(Consumer<Process> ended) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(NodeJvm.command("run", "--until-input-ends"));
        builder.environment().keySet().removeIf(key -> key.startsWith("SLIPWAY_"));
        builder.environment().putAll(environment);
        builder.environment().put("SLIPWAY_PORT", String.valueOf(port));
        builder.environment().put("SLIPWAY_PROXY_PORT", String.valueOf(proxyPort));
        builder.environment().put("SLIPWAY_DATA", folder.toString());
        Files.createDirectories(folder);
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        Process launched = process;
        Thread watch = new Thread(
                () -> {
                    try {
                        launched.waitFor();
                        ended.accept(launched);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name + "-end");
        watch.setDaemon(true);
        watch.start();
    }

    /** Waits until it says that it is ready. */
    public void awaitReady(Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new IOException(name + " ended before it was ready; see " + log());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(name + " was not ready within " + limit.toSeconds() + " s; see " + log());
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Whether it should be sent work now. */
    public boolean isReady() throws InterruptedException {
        try {
            HttpRequest question = HttpRequest.newBuilder(url().resolve("/health/ready"))
                    .timeout(PATIENCE)
                    .build();
            return http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where its output goes. */
    Path log() {
        return folder.resolve("node.log");
    }

    String name() {
        return name;
    }

    int proxyPort() {
        return proxyPort;
    }

    /** Where it alone is reached. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Its process, the last one if it was started again. */
    public long pid() {
        return process.pid();
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        Process last = process;
        return last != null && last.isAlive();
    }

    /** Ends it as a power switch would, and returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end in order; does not wait. */
    void ask() {
        Process running = process;
        if (running != null) {
            try {
                running.getOutputStream().close();
            } catch (IOException e) {
                // The pipe of one that has ended; nothing to ask it any more.
            }
        }
    }

    /** Waits until it has ended, and kills it if it doesn't in time. */
    void awaitEnd(Duration limit) throws InterruptedException {
        Process running = process;
        if (running != null && !running.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            running.destroyForcibly().waitFor();
        }
    }
}
