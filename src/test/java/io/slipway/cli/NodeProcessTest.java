package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.NodeStarter.StartedNode;
import io.slipway.config.NodeConfig;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In processes of their own, since it is about how a process ends. */
class NodeProcessTest {
    @Test
    void aRunningNodeDrainsAndEndsWithZero() throws Exception {
        try (Child child = new Child("running", "text")) {
            child.readUntil("  data folder  ");
            assertThat(child.lines).anyMatch(line -> line.equals("  address      http://127.0.0.1:1"));

            child.terminate();

            assertThat(child.exit()).isEqualTo(ExitCode.OK);
            assertThat(child.lines).contains("drained within 30 s");
        }
    }

    @Test
    void aNodeThatIsStartingStopsWhatItHasBegun() throws Exception {
        try (Child child = new Child("starting", "text")) {
            child.readUntil("begun");

            child.terminate();

            assertThat(child.exit()).isEqualTo(ExitCode.OK);
            assertThat(child.lines).contains("ended again").doesNotContain("drained within 30 s");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stuck", "breaking"})
    void aNodeThatDoesNotStopInOrderIsEndedAnyway(String behaviour) throws Exception {
        try (Child child = new Child(behaviour, "text")) {
            child.readUntil("  data folder  ");

            child.terminate();

            assertThat(child.exit()).isEqualTo(ExitCode.NOT_STOPPED);
        }
    }

    @Test
    void aNodeThatCannotStartEndsTheProcess() throws Exception {
        try (Child child = new Child("failing", "text")) {
            assertThat(child.exit()).isEqualTo(ExitCode.NOT_STARTED);
            assertThat(child.lines).isEmpty();
        }
    }

    @Test
    void logsForMachinesHaveNoGreetingForPeople() throws Exception {
        try (Child child = new Child("running", "json")) {
            child.readUntil("started");

            child.terminate();

            assertThat(child.exit()).isEqualTo(ExitCode.OK);
            assertThat(child.lines).containsExactly("started", "drained within 30 s");
        }
    }

    private static final class Child implements AutoCloseable {
        private final Process process;
        private final BufferedReader reader;
        private final List<String> lines = new ArrayList<>();

        Child(String behaviour, String format) throws Exception {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dlogback.configurationFile=src/main/resources/logback.xml",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Node.class.getName(),
                            behaviour,
                            format)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            reader = process.inputReader(StandardCharsets.UTF_8);
        }

        void readUntil(String beginning) throws Exception {
            String line;
            do {
                line = reader.readLine();
                assertThat(line).as("the process ended too early").isNotNull();
                lines.add(line);
            } while (!line.startsWith(beginning));
        }

        void terminate() {
            process.toHandle().destroy();
        }

        int exit() throws Exception {
            reader.lines().forEach(lines::add);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** The other process. */
    static final class Node {
        private Node() {}

        public static void main(String[] args) throws Exception {
            NodeConfig config = NodeConfig.load(Map.of("SLIPWAY_LOG_FORMAT", args[1]));
            PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            Duration stopWithin = Duration.ofSeconds(args[0].equals("stuck") ? 1 : 20);
            System.exit(new NodeProcess(ignored -> start(args[0], out), out, stopWithin).run(config));
        }

        private static StartedNode start(String behaviour, PrintWriter out) throws Exception {
            if (behaviour.equals("failing")) {
                throw new IllegalStateException("for the test");
            }
            if (behaviour.equals("starting")) {
                out.println("begun");
                try {
                    new CountDownLatch(1).await();
                } finally {
                    out.println("ended again");
                }
            }
            out.println("started");
            return new StartedNode() {
                @Override
                public URI url() {
                    return URI.create("http://127.0.0.1:1");
                }

                @Override
                public void stop(Duration drainWithin) throws Exception {
                    if (behaviour.equals("stuck")) {
                        new CountDownLatch(1).await();
                    }
                    if (behaviour.equals("breaking")) {
                        throw new IllegalStateException("for the test");
                    }
                    out.println("drained within " + drainWithin.toSeconds() + " s");
                }
            };
        }
    }
}
