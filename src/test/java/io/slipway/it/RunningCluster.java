package io.slipway.it;

import io.slipway.kit.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Several real nodes behind one port, as a person would start them: {@code slipway cluster N} on the jar. */
public final class RunningCluster implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(180);
    private static final Duration STOP = Duration.ofSeconds(70);
    private static final Pattern NODE = Pattern.compile("  node \\d+ +(http://\\S+) +process (\\d+)");
    private static final int RANGE_FROM = 20_000;
    private static final int RANGE_TO = 32_000;

    public final Path data;
    public final URI url;
    private final int port;
    private final int count;
    private final Map<String, String> environment;
    private final List<String> flags;
    private final List<Member> members = new ArrayList<>();
    private Process process;

    /** One node: where it alone is reached, and its process. */
    public record Member(URI url, ProcessHandle process) {
        /** Ends it as a power switch would, and waits until it is gone. */
        public void kill() {
            process.destroyForcibly();
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    /** @param environment what to set besides data folder and port */
    public RunningCluster(Path data, int count, Map<String, String> environment) {
        this(data, count, environment, ShortLived.cluster());
    }

    /** @param flags of the command's JVM */
    RunningCluster(Path data, int count, Map<String, String> environment, List<String> flags) {
        this.data = data;
        this.count = count;
        this.environment = environment;
        this.flags = flags;
        this.port = freePort();
        this.url = URI.create("http://127.0.0.1:" + port);
    }

    public RunningCluster start() throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m"));
        command.addAll(flags);
        command.addAll(List.of("-jar", System.getProperty("slipway.jar"), "cluster", String.valueOf(count)));
        command.addAll(List.of("--port", String.valueOf(port)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_"));
        builder.environment().putAll(environment);
        ShortLived.choose(builder.environment());
        builder.environment().put("SLIPWAY_DATA", data.toString());
        Files.createDirectories(data);
        process = builder.redirectError(log().toFile()).start();
        CompletableFuture<List<Member>> printed = CompletableFuture.supplyAsync(this::read);
        try {
            members.addAll(printed.get(READY.toSeconds(), TimeUnit.SECONDS));
        } catch (Exception e) {
            close();
            throw e;
        }
        if (members.size() != count) {
            String said = said();
            close();
            throw new IOException("the cluster did not get ready; it said:\n" + said);
        }
        return this;
    }

    private List<Member> read() {
        List<Member> read = new ArrayList<>();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null && read.size() < count; line = lines.readLine()) {
                Matcher node = NODE.matcher(line);
                if (node.matches()) {
                    read.add(new Member(
                            URI.create(node.group(1)),
                            ProcessHandle.of(Long.parseLong(node.group(2))).orElseThrow()));
                }
            }
        } catch (IOException e) {
            // It ended; the number of nodes tells.
        }
        return read;
    }

    private Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    /** What has been printed so far, by the command and by its nodes. */
    public String said() throws IOException {
        StringBuilder said = new StringBuilder(Files.readString(log()));
        for (int number = 1; number <= count; number++) {
            Path log = data.resolve("nodes/" + number + "/node.log");
            said.append(Files.exists(log) ? Files.readString(log) : "");
        }
        return said.toString();
    }

    /** Whether all of it still runs. */
    boolean isWhole() {
        return process.isAlive()
                && members.stream().allMatch(member -> member.process().isAlive());
    }

    public Member node(int index) {
        return members.get(index);
    }

    /** The process of the command itself. */
    public Process process() {
        return process;
    }

    /** Sends one command to the Redis of all nodes. @return the first 4 KiB of the answer, as Redis wrote it */
    public String redis(String... command) throws IOException {
        Properties ports = properties("ports.properties");
        Properties secrets = properties("secrets.properties");
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(ports.getProperty("redis.port")))) {
            String greeting = ask(socket, "AUTH", "slipway", secrets.getProperty("redis.password"));
            if (!greeting.equals("+OK")) {
                throw new IOException(greeting);
            }
            return ask(socket, command);
        }
    }

    private Properties properties(String name) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(data.resolve(name))) {
            properties.load(in);
        }
        return properties;
    }

    private static String ask(Socket socket, String... command) throws IOException {
        StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
        for (String word : command) {
            request.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4096];
        int length = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(0, length), StandardCharsets.ISO_8859_1).strip();
    }

    /** Stops all of it, by force what is still there: also what a command that was killed has left behind. */
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        members.forEach(member -> all.add(member.process()));
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.addAll(Processes.workingIn(data));
        Processes.end(all);
    }

    /** A port below those the system gives to outgoing connections. */
    private static int freePort() {
        while (true) {
            try (ServerSocket probe =
                    new ServerSocket(ThreadLocalRandom.current().nextInt(RANGE_FROM, RANGE_TO))) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // the next one, then
            }
        }
    }
}
