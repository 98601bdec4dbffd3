package io.slipway.journal;

import io.slipway.kit.NothingLeftRunning;
import io.slipway.node.embedded.DataFolder;
import io.slipway.node.embedded.EmbeddedServices;
import io.slipway.node.embedded.KafkaAddress;
import io.slipway.node.embedded.RedisAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A real broker for all tests of this JVM, and real Redises of either version, each in a folder of its own. */
final class RealServices {
    private static EmbeddedServices broker;
    private static Path brokerPath;

    private RealServices() {}

    /** Started on first use; ends with the JVM. */
    static synchronized KafkaAddress kafka() throws IOException, InterruptedException {
        if (broker == null) {
            Path path = Files.createTempDirectory("journal-kafka");
            NothingLeftRunning.isShared(path);
            DataFolder folder = DataFolder.open(path, new SecureRandom());
            EmbeddedServices services = new EmbeddedServices(folder, EmbeddedServices.Wanted.of(true, false));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(services, folder, path)));
            services.start();
            broker = services;
            brokerPath = path;
        }
        return broker.kafka().orElseThrow();
    }

    /** Where the broker keeps a partition. */
    static synchronized Path partition(String topic, int partition) {
        return brokerPath.resolve("kafka/log/" + topic + "-" + partition);
    }

    /** The broker's process. */
    static ProcessHandle brokerProcess() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(brokerPath.toString()))
                .findFirst()
                .orElseThrow();
    }

    /** Stops or continues a process without ending it. */
    static void signal(String name, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " said " + code);
        }
    }

    /** Redis that keeps its file over restarts. */
    static final class RealRedis implements AutoCloseable {
        private final Path path;
        private final String searchPath;
        private DataFolder folder;
        private EmbeddedServices services;

        private RealRedis(Path path, String searchPath) {
            this.path = path;
            this.searchPath = searchPath;
        }

        /** @param carried whether to take the binary that the jar carries (6.2) and not the one on the path (7 or newer) */
        static RealRedis start(boolean carried) throws IOException, InterruptedException {
            RealRedis redis =
                    new RealRedis(Files.createTempDirectory("journal-redis"), carried ? "" : System.getenv("PATH"));
            redis.launch();
            return redis;
        }

        RedisAddress address() {
            return services.redis().orElseThrow();
        }

        /** Starts it again on what its file holds, at the same address. */
        void launch() throws IOException, InterruptedException {
            folder = DataFolder.open(path, new SecureRandom());
            services = new EmbeddedServices(folder, new EmbeddedServices.Wanted(false, true, 512, searchPath));
            services.start();
        }

        /** SIGKILL. @param pid as {@code INFO server} gives it */
        void kill(long pid) throws InterruptedException, IOException {
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            if (process.destroyForcibly()) {
                process.onExit().join();
            }
            services.stop();
            folder.close();
        }

        @Override
        public void close() {
            end(services, folder, path);
        }
    }

    private static void end(EmbeddedServices services, DataFolder folder, Path path) {
        try {
            services.stop();
            folder.close();
            try (Stream<Path> files = Files.walk(path)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
