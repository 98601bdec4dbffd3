package io.slipway.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
