package io.slipway.cli.chaos;

import io.slipway.node.embedded.RedisAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Redis is emptied, or its process is killed, at random moments; it is started again by who holds it. */
final class RedisDrill implements Drill {
    /** One of so many times it is killed. */
    private static final int KILLED = 3;

    private static final int PATIENCE_MILLIS = 2_000;

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void run(Arena arena) throws Exception {
        try (Clients clients = new Clients(arena, arena::front)) {
            while (!arena.isOver()) {
                arena.pause(1_000, 5_000);
                if (arena.random.nextInt(KILLED) == 0) {
                    kill(arena);
                } else {
                    empty(arena);
                }
            }
            arena.awaitReady();
            clients.finish();
        }
    }

    private static void kill(Arena arena) {
        String folder = arena.data.toString();
        ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().commandLine().orElse("").contains(folder + "/redis/redis.conf"))
                .forEach(redis -> {
                    if (redis.destroyForcibly()) {
                        arena.did("Redis killed");
                    }
                });
    }

    private static void empty(Arena arena) {
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
