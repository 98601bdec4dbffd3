package io.slipway.kit;

import io.slipway.node.embedded.DataFolder;
import io.slipway.node.embedded.EmbeddedServices;
import io.slipway.node.embedded.KafkaAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.stream.Stream;

/** One real broker for all integration tests of a JVM; each takes a prefix of its own for its topics. */
public final class TestKafka {
    private static TestKafka running;

    private final Path folder;
    private final DataFolder data;
    private final EmbeddedServices services;

    private TestKafka() throws IOException, InterruptedException {
        this.folder = Folders.make("kafka-");
        NothingLeftRunning.isShared(folder);
        this.data = DataFolder.open(folder, new SecureRandom());
        this.services = new EmbeddedServices(data, EmbeddedServices.Wanted.of(true, false));
        services.start();
    }

    /** Starts it if it doesn't run yet; it ends with the JVM. */
    public static synchronized TestKafka get() {
        if (running == null) {
            try {
                TestKafka started = new TestKafka();
                Runtime.getRuntime().addShutdownHook(new Thread(started::stop));
                running = started;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return running;
    }

    /** What a client needs to reach it and log in. */
    public Map<String, String> connection() {
        return services.kafka().map(KafkaAddress::clientSettings).orElseThrow();
    }

    /** The folder in which the broker keeps a partition. */
    public Path partition(String topic, int partition) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.endsWith("meta.properties"))
                    .findFirst()
                    .orElseThrow()
                    .resolveSibling(topic + "-" + partition);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The broker itself. */
    public ProcessHandle process() {
        return Processes.workingIn(folder).stream()
                .filter(process -> Processes.commandLine(process).contains("KafkaBrokerMain"))
                .findFirst()
                .orElseThrow();
    }

    private void stop() {
        try {
            services.stop();
            data.close();
            Folders.delete(folder);
        } catch (IOException | InterruptedException e) {
            System.err.println("the test broker did not end cleanly: " + e.getMessage());
        }
    }
}
