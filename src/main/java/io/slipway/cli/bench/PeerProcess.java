package io.slipway.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Somebody else's server, as a child of this process. */
final class PeerProcess implements AutoCloseable {
    private static final int TRIES = 500;
    private static final long PAUSE_MILLIS = 20;
    private static final long END_SECONDS = 10;

    final URI url;
    private final Process process;

    private PeerProcess(URI url, Process process) {
        this.url = url;
        this.process = process;
    }

    /** Where a program is, if it is installed. */
    static Optional<Path> find(String program) {
        return Stream.of("/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/")
                .map(folder -> Path.of(folder + program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts a program of Node.js that was installed by npm, and waits until it speaks HTTP.
     *
     * @param site whose peers may have it
     * @param script where it is below their folder
     * @param arguments of it, for a port
     * @param probe method and path it has some answer to
     * @return empty if they don't have it, or as {@link #start}
     */
    static Optional<PeerProcess> ofNpm(
            Site site, String script, IntFunction<List<String>> arguments, List<String> probe)
            throws IOException, InterruptedException {
        Path found = site.plan.peers().resolve(script).toAbsolutePath();
        if (!Files.isRegularFile(found)) {
            return Optional.empty();
        }
        int port = BenchNode.freePort();
        List<String> command = new ArrayList<>(List.of("node", found.toString()));
        command.addAll(arguments.apply(port));
        return start(port, command, site.folder.resolve("npm-" + port + ".log"), probe);
    }

    /**
     * Starts it and waits until it speaks HTTP.
     *
     * @param probe method and path it has some answer to
     * @return empty if it ends or says nothing
     */
    static Optional<PeerProcess> start(int port, List<String> command, Path log, List<String> probe)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        URI url = URI.create("http://127.0.0.1:" + port);
        for (int tries = 0; tries < TRIES; tries++) {
            try (HttpClientSocket http = new HttpClientSocket(url)) {
                http.send(probe.get(0), probe.get(1), Map.of(), "");
                return Optional.of(new PeerProcess(url, process));
            } catch (IOException notYet) {
                if (process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        process.destroy();
        return Optional.empty();
    }

    ProcessMeter meter() {
        return ProcessMeter.tree(process.toHandle());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
