package io.slipway.node.embedded;

import io.slipway.config.JavaFlags;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * A Kafka broker in a child JVM that runs {@link KafkaBrokerMain} from the node's own class path.
 *
 * <p>Never in the node's JVM: it would share its heap bound, its garbage collector and its fate. The child watches its
 * standard input and ends in order when the node does, however that came about.
 *
 * <p>{@link #start} blocks; the {@linkplain #child child} may be stopped from another thread at any time, which makes it
 * fail.
 */
final class EmbeddedKafka {
    static final Duration START_LIMIT = Duration.ofSeconds(60);
    /** The variable with flags for the broker's JVM; they come last, so they have the last word. */
    private static final String MORE_FLAGS = "SLIPWAY_KAFKA_JAVA_OPTS";

    private static final Duration STOP_LIMIT = Duration.ofMillis(KafkaBrokerMain.SHUTDOWN_LIMIT_MILLIS + 3_000);
    private static final int PORT_ATTEMPTS = 3;

    private final DataFolder folder;
    private final LoopbackPorts ports;
    private final int heapMebibytes;
    private final Path settingsFile;

    private final ChildProcess child = new ChildProcess("Kafka", EmbeddedKafka::endInput, STOP_LIMIT);
    private KafkaBrokerSettings settings;

    EmbeddedKafka(DataFolder folder, LoopbackPorts ports, int heapMebibytes) {
        this.folder = folder;
        this.ports = ports;
        this.heapMebibytes = heapMebibytes;
        this.settingsFile = folder.kafka().resolve("broker.properties");
    }

    /** Starts the broker and returns when a client can log in. */
    KafkaAddress start() throws IOException, InterruptedException {
        Leftovers.end(KafkaBrokerMain.class.getName(), settingsFile.toString(), STOP_LIMIT);
        String password = folder.secret("kafka.password");
        String brokerPassword = folder.secret("kafka.broker.password");
        int port = ports.port("kafka.port");
        int controllerPort = ports.port("kafka.controller.port");
        for (int attempt = 1; ; attempt++) {
            settings = new KafkaBrokerSettings(
                    folder.kafka().resolve("log"), port, controllerPort, password, brokerPassword);
            String said = launch();
            if (said.equals(KafkaBrokerMain.READY)) {
                KafkaReady.await(settings.address(), START_LIMIT);
                return settings.address();
            }
            child.end();
            if (attempt == PORT_ATTEMPTS || !said.contains("BindException")) {
                throw notStarted(said);
            }
            port = ports.another("kafka.port");
            controllerPort = ports.another("kafka.controller.port");
        }
    }

    /** Starts a broker that has ended once more, where its clients expect it. */
    void startAgain() throws IOException, InterruptedException {
        String said = launch();
        if (!said.equals(KafkaBrokerMain.READY)) {
            child.end();
            throw notStarted(said);
        }
        KafkaReady.await(settings.address(), START_LIMIT);
    }

    private EmbeddedStartException notStarted(String said) {
        return new EmbeddedStartException("the embedded Kafka did not start: " + said + "; see " + folder.logs());
    }

    private String launch() throws IOException, InterruptedException {
        writeSettings(settings.asMap());
        PrivateFiles.write(errors(), new byte[0], PrivateFiles.FILE);
        Process process = child.launch(builder());
        CompletableFuture<String> firstLine = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, firstLine), "kafka-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return firstLine.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return "it was not ready after " + START_LIMIT.toSeconds() + " s";
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void writeSettings(Map<String, String> settings) throws IOException {
        String text = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue().replace("\\", "\\\\"))
                .collect(Collectors.joining("\n", "", "\n"));
        PrivateFiles.write(settingsFile, text.getBytes(StandardCharsets.ISO_8859_1), PrivateFiles.FILE);
    }

    private ProcessBuilder builder() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xms64m");
        command.add("-Xmx" + heapMebibytes + "m");
        command.add("-XX:+UseG1GC");
        command.add("-XX:MaxDirectMemorySize=128m");
        // Each thread that moves a whole batch keeps a buffer for it, instead of having one made and zeroed each time.
        command.add("-Djdk.nio.maxCachedBufferSize=" + KafkaBrokerSettings.MAX_MESSAGE_BYTES);
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-XX:-UsePerfData");
        command.add("-Djava.awt.headless=true");
        command.add("-Dlogback.configurationFile=embedded-kafka-logback.xml");
        command.add("-Dslipway.kafka.log=" + folder.logs().resolve("kafka.log"));
        command.addAll(JavaFlags.ofEnvironment(MORE_FLAGS));
        command.add(KafkaBrokerMain.class.getName());
        command.add(settingsFile.toString());
        ProcessBuilder builder = OwnSession.of(folder.kafka(), command);
        // Not on the command line: there it would be too long for the leftovers of this node to be recognised.
        builder.environment().put("CLASSPATH", absoluteClassPath());
        return builder.redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()));
    }

    private Path errors() {
        return folder.logs().resolve("kafka.err");
    }

    private static String absoluteClassPath() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Reads to the end, so that a thread dump asked of the broker never blocks it. */
    private void read(Process process, CompletableFuture<String> firstLine) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                firstLine.complete(line);
            }
        } catch (IOException e) {
            firstLine.complete(KafkaBrokerMain.FAILED + e.getMessage());
        }
        firstLine.complete(KafkaBrokerMain.FAILED + "the process ended. " + lastErrors());
    }

    private String lastErrors() {
        try {
            List<String> lines = Files.readAllLines(errors());
            return String.join(" ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }

    private static void endInput(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The pipe of an ended broker; nothing to ask it any more.
        }
    }

    /** The broker's process; stop it to end the broker in order, by force some seconds after it should have ended. */
    ChildProcess child() {
        return child;
    }
}
