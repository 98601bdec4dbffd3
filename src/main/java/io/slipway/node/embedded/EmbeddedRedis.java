package io.slipway.node.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@code redis-server} of the node's own: append-only file, nothing evicted, one user with a generated password.
 *
 * <p>Redis can't watch its parent, so a killed node leaves it running; the next start ends it first (see
 * {@link Leftovers}) and reads its append-only file, which loses nothing that Redis had been told.
 *
 * <p>{@link #start} blocks; the {@linkplain #child child} may be stopped from another thread at any time, which makes it
 * fail.
 */
final class EmbeddedRedis {
    static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 10;
    private static final int PORT_ATTEMPTS = 3;
    private static final String HOST = "127.0.0.1";
    private static final String USER = "slipway";

    private final DataFolder folder;
    private final LoopbackPorts ports;
    private final String searchPath;
    private final Path settingsFile;

    private final ChildProcess child = new ChildProcess("Redis", Process::destroy, STOP_LIMIT);
    private Path binary;
    private RedisAddress address;

    /** @param searchPath where to look for an installed Redis before the carried one is taken */
    EmbeddedRedis(DataFolder folder, LoopbackPorts ports, String searchPath) {
        this.folder = folder;
        this.ports = ports;
        this.searchPath = searchPath;
        this.settingsFile = folder.redis().resolve("redis.conf");
    }

    /** Starts Redis and returns when it answers a logged-in client and has read its data. */
    RedisAddress start() throws IOException, InterruptedException {
        Leftovers.end("redis", settingsFile.toString(), STOP_LIMIT);
        binary = RedisBinary.choose(searchPath, folder.redis().resolve("bin"));
        String password = folder.secret("redis.password");
        int port = ports.port("redis.port");
        for (int attempt = 1; ; attempt++) {
            address = new RedisAddress(HOST, port, USER, password);
            if (launch()) {
                return address;
            }
            child.end();
            String log = lastLines();
            if (attempt == PORT_ATTEMPTS || !log.contains("Address already in use")) {
                throw notStarted(log);
            }
            port = ports.another("redis.port");
        }
    }

    /** Starts a Redis that has ended once more, where its clients expect it. */
    void startAgain() throws IOException, InterruptedException {
        if (!launch()) {
            child.end();
            throw notStarted(lastLines());
        }
    }

    private EmbeddedStartException notStarted(String log) {
        return new EmbeddedStartException("the embedded Redis (" + binary + ") did not start; "
                + folder.logs().resolve("redis.log") + " ends with: " + log);
    }

    private boolean launch() throws IOException, InterruptedException {
        PrivateFiles.write(settingsFile, settings().getBytes(StandardCharsets.UTF_8), PrivateFiles.FILE);
        PrivateFiles.write(logFile(), new byte[0], PrivateFiles.FILE);
        Process process = child.launch(OwnSession.of(
                        folder.redis(), List.of(binary.toString(), settingsFile.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile())));
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (RedisProbe.ask(address) == RedisProbe.Answer.READY) {
                return process.isAlive();
            }
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return false;
    }

    private String settings() {
        return String.join(
                "\n",
                "bind " + address.host(),
                "port " + address.port(),
                "protected-mode yes",
                // The command line must go on naming this file: it is how a leftover is recognised.
                "set-proc-title no",
                "daemonize no",
                "dir \"" + folder.redis() + "\"",
                "logfile \"" + logFile() + "\"",
                "appendonly yes",
                "appendfsync everysec",
                "save \"\"",
                "maxmemory-policy noeviction",
                "user default off",
                // Everything on the data; of administration only what the node itself needs.
                "user " + address.user() + " on >" + address.password()
                        + " ~* &* +@all -@admin +config|get +bgrewriteaof",
                "");
    }

    private Path logFile() {
        return folder.logs().resolve("redis.log");
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(logFile());
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "(unreadable)";
        }
    }

    /** The process; stop it to end Redis in order, its append-only file synced, or by force after 10 s. */
    ChildProcess child() {
        return child;
    }
}
