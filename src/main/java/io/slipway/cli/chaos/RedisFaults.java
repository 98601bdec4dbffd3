package io.slipway.cli.chaos;

import io.slipway.node.embedded.RedisAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What may happen to the Redis of all nodes. */
final class RedisFaults {
    /** Whoever holds it waits longer and longer before starting one again that didn't last for 30 s. */
    private static final long BETWEEN_KILLS_NANOS = TimeUnit.SECONDS.toNanos(33);

    private static final int PATIENCE_MILLIS = 2_000;

    private RedisFaults() {}

    /** Kills its process, unless that happened just now; it is started again by who holds it. */
    static void kill(Arena arena) {
        if (!arena.tooSoon("Redis killed", BETWEEN_KILLS_NANOS)) {
            String configuration = arena.data.resolve("redis/redis.conf").toString();
            ProcessHandle.current()
                    .descendants()
                    .filter(child -> child.info().commandLine().orElse("").contains(configuration))
                    .forEach(redis -> {
                        if (redis.destroyForcibly()) {
                            arena.did("Redis killed");
                        }
                    });
        }
    }

    /** Empties it. */
    static void empty(Arena arena) {
        RedisAddress address = arena.cluster.redis();
        try (Socket socket = new Socket(address.host(), address.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            String commands = "AUTH " + address.user() + " " + address.password() + "\r\nFLUSHALL\r\n";
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            if (List.of("+OK", "+OK").equals(List.of("" + answers.readLine(), "" + answers.readLine()))) {
                arena.did("Redis emptied");
            }
        } catch (IOException e) {
            // It is being started again: there is nothing to empty.
        }
    }
}
