package io.slipway.cli.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node in a process of its own, with the memory a node is promised to do with, in a data folder that goes with it. */
final class BenchNode implements AutoCloseable {
    private static final long READY_SECONDS = 90;
    private static final List<String> MEMORY = List.of("-Xmx256m", "-XX:MaxDirectMemorySize=128m");

    final Path data;
    final URI url;
    final Process process;
    final double secondsToReady;

    BenchNode(Path data) throws IOException, InterruptedException {
        this.data = data;
        int port = freePort();
        url = URI.create("http://127.0.0.1:" + port);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(MEMORY);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.slipway.Main", "run"));
        ProcessBuilder builder = new ProcessBuilder(command);
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
        long started = System.nanoTime();
        process = builder.redirectErrorStream(true)
                .redirectOutput(data.resolveSibling("node.log").toFile())
                .start();
        while (!ready()) {
            if (!process.isAlive() || System.nanoTime() - started > TimeUnit.SECONDS.toNanos(READY_SECONDS)) {
                close();
                throw new IOException(
                        "the node did not get ready:\n" + Files.readString(data.resolveSibling("node.log")));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        secondsToReady = (System.nanoTime() - started) / 1e9;
    }

    private boolean ready() {
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            return http.send("GET", "/health/ready", new LinkedHashMap<>(), "").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The node alone, without its broker and its Redis. */
    ProcessMeter nodeMeter() {
        return ProcessMeter.one(process.pid());
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
