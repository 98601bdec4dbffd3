package io.slipway.it;

import io.slipway.kit.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real node in a process of its own, as a person would start it: the jar, a data folder, a port. */
public final class RunningNode implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(40);

    public final Path data;
    public final int port = freePort();
    public final URI url = URI.create("http://127.0.0.1:" + port);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, String> environment;
    private final List<String> flags;
    private Process process;

    /** @param environment what to set besides data folder and port */
    public RunningNode(Path data, Map<String, String> environment) {
        this(data, environment, ShortLived.node());
    }

    /** @param flags of its JVM */
    RunningNode(Path data, Map<String, String> environment, List<String> flags) {
        this.data = data;
        this.environment = environment;
        this.flags = flags;
    }

    public RunningNode start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=128m"));
        command.addAll(flags);
        command.addAll(List.of("-jar", System.getProperty("slipway.jar"), "run"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_"));
        builder.environment().putAll(environment);
        ShortLived.choose(builder.environment());
        builder.environment().put("SLIPWAY_DATA", data.toString());
        builder.environment().put("SLIPWAY_PORT", String.valueOf(port));
        Files.createDirectories(data);
        Path log = data.resolveSibling(data.getFileName() + ".log");
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        long deadline = System.nanoTime() + READY.toNanos();
        while (!ready()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String said = Files.readString(log);
                close();
                throw new IOException("the node did not get ready; it said:\n" + said);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return this;
    }

    private boolean ready() {
        try {
            return http.send(
                                    HttpRequest.newBuilder(url.resolve("/health/ready"))
                                            .timeout(Duration.ofSeconds(3))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** What the node has printed so far, of all its lives. */
    public String log() throws IOException {
        return Files.readString(data.resolveSibling(data.getFileName() + ".log"));
    }

    /** Ends the node's process as a power switch would; its Kafka and Redis are left to themselves. */
    public void kill() {
        process.destroyForcibly();
        if (!join(STOP)) {
            throw new IllegalStateException("a killed node is still there after " + STOP);
        }
    }

    /** Ends the node's broker as a power switch would. */
    public void killBroker() {
        process.descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("KafkaBrokerMain"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends the node's Redis as a power switch would. */
    public void killRedis() {
        process.descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("redis.conf"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** Asks the node to stop, as Ctrl-C does. */
    public void stop() {
        process.destroy();
        if (!join(STOP)) {
            kill();
            throw new IllegalStateException("the node did not stop within " + STOP);
        }
    }

    /** Stops the node and whatever it left behind: also Kafka and Redis of a node that was killed. */
    @Override
    public void close() {
        List<ProcessHandle> left = new ArrayList<>(process.descendants().toList());
        try {
            if (process.isAlive()) {
                stop();
            }
        } finally {
            left.addAll(Processes.workingIn(data));
            Processes.end(left);
        }
    }

    private boolean join(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A port below those the system gives to outgoing connections. */
    private static int freePort() {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket probe = new ServerSocket(port)) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // the next one, then
            }
        }
        throw new UncheckedIOException(new IOException("no free port"));
    }
}
