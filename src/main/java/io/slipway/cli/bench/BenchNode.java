package io.slipway.cli.bench;

import io.slipway.cli.cluster.NodeJvm;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node in a process of its own, with the memory a node is promised to do with; it ends with this one, however that ends. */
final class BenchNode implements AutoCloseable {
    private static final long READY_SECONDS = 90;
    private static final long LOOK_EVERY_MILLIS = 20;

    final Path data;
    final URI url;
    final Process process;
    final double secondsToReady;

    /** @param data its folder: a new one, or that of a node that has ended */
    BenchNode(Path data) throws IOException, InterruptedException {
        this(data, Map.of(), List.of());
    }

    /**
     * @param settings besides the usual ones
     * @param flags of its JVM besides the usual ones, before those of {@code SLIPWAY_JAVA_OPTS}
     */
    BenchNode(Path data, Map<String, String> settings, List<String> flags) throws IOException, InterruptedException {
        this.data = data;
        int port = freePort();
        url = URI.create("http://127.0.0.1:" + port);
        ProcessBuilder builder = new ProcessBuilder(NodeJvm.commandBesides(flags, "run", "--until-input-ends"));
        builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_"));
        builder.environment()
                .putAll(Map.of(
                        "SLIPWAY_DATA",
                        data.toString(),
                        "SLIPWAY_PORT",
                        String.valueOf(port),
                        "SLIPWAY_MAX_FILE",
                        "64GiB",
                        "SLIPWAY_CREATE_RATE",
                        "off"));
        builder.environment().putAll(settings);
        Path log = data.resolveSibling(data.getFileName() + ".log");
        long started = System.nanoTime();
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        while (!ready()) {
            if (!process.isAlive() || System.nanoTime() - started > TimeUnit.SECONDS.toNanos(READY_SECONDS)) {
                close();
                throw new IOException("the node did not get ready:\n" + Files.readString(log));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MILLIS));
        }
        secondsToReady = (System.nanoTime() - started) / 1e9;
    }

    private boolean ready() {
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            return http.send("GET", "/health/ready", Map.of(), "").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The node with all it has started. */
    ProcessMeter meter() {
        return ProcessMeter.tree(process.toHandle());
    }

    /** The node's broker alone. */
    ProcessMeter brokerMeter() {
        return new ProcessMeter(() -> process.descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("KafkaBrokerMain"))
                .map(ProcessHandle::pid)
                .toList());
    }

    static int freePort() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            try (ServerSocket probe =
                    new ServerSocket(ThreadLocalRandom.current().nextInt(20_000, 32_000))) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // another one, then
            }
        }
        throw new IOException("no free port");
    }

    /** Ends it as {@code kill -9} does. @param whole its broker and its Redis as well, as the loss of a machine would */
    void kill(boolean whole) throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        if (whole) {
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
