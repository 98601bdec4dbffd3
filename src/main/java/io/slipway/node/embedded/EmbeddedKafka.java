package io.slipway.node.embedded;

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
 * <p>{@link #start} blocks; {@link #stop} may be called from another thread at any time and makes it fail.
 */
final class EmbeddedKafka {
    static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofMillis(KafkaBrokerMain.SHUTDOWN_LIMIT_MILLIS + 3_000);
    private static final int PORT_ATTEMPTS = 3;

    private final DataFolder folder;
    private final LoopbackPorts ports;
    private final int heapMebibytes;
    private final Path settingsFile;

    private boolean stopped;
    private Process process;

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
            KafkaBrokerSettings settings = new KafkaBrokerSettings(
                    folder.kafka().resolve("log"), port, controllerPort, password, brokerPassword);
            String said = launch(settings);
            if (said.equals(KafkaBrokerMain.READY)) {
                KafkaAddress address =
                        new KafkaAddress(KafkaBrokerSettings.HOST + ":" + port, KafkaBrokerSettings.USER, password);
                KafkaReady.await(address, START_LIMIT);
                return address;
            }
            stop(false);
            if (attempt == PORT_ATTEMPTS || !said.contains("BindException")) {
                throw new EmbeddedStartException(
                        "the embedded Kafka did not start: " + said + "; see " + folder.logs());
            }
            port = ports.another("kafka.port");
            controllerPort = ports.another("kafka.controller.port");
        }
    }

    private String launch(KafkaBrokerSettings settings) throws IOException, InterruptedException {
        writeSettings(settings.asMap());
        PrivateFiles.write(errors(), new byte[0], PrivateFiles.FILE);
        Process child;
        synchronized (this) {
            if (stopped) {
                throw new EmbeddedStartException("the embedded Kafka was stopped while it started");
            }
            child = builder().start();
            process = child;
        }
        CompletableFuture<String> firstLine = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(child, firstLine), "kafka-output");
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
        command.add("-Djdk.nio.maxCachedBufferSize=262144");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-XX:-UsePerfData");
        command.add("-Djava.awt.headless=true");
        command.add("-Dlogback.configurationFile=embedded-kafka-logback.xml");
        command.add("-Dslipway.kafka.log=" + folder.logs().resolve("kafka.log"));
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
    private void read(Process child, CompletableFuture<String> firstLine) {
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
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

    /** The process id while it runs. */
    synchronized long pid() {
        return process.pid();
    }

    /** Ends the broker in order, by force after some seconds more than it gives itself. Never starts again. */
    void stop() throws InterruptedException {
        stop(true);
    }

    private void stop(boolean forEver) throws InterruptedException {
        Process child;
        synchronized (this) {
            stopped |= forEver;
            child = process;
        }
        if (child == null) {
            return;
        }
        try {
            child.getOutputStream().close();
        } catch (IOException e) {
            // The pipe of an ended child; nothing to ask it any more.
        }
        if (!child.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            child.destroyForcibly().waitFor();
        }
    }
}
