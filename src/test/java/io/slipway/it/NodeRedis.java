package io.slipway.it;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Properties;

/** A node's own Redis, as somebody with a terminal could get at it. */
final class NodeRedis {
    private static final int ANSWER_BYTES = 4096;

    private final RunningNode node;

    NodeRedis(RunningNode node) {
        this.node = node;
    }

    /** Sends one command. @return the first 4 KiB of the answer, as Redis wrote it */
    String tell(String... command) throws IOException {
        Properties ports = new Properties();
        Properties secrets = new Properties();
        try (var in = Files.newInputStream(node.data.resolve("ports.properties"))) {
            ports.load(in);
        }
        try (var in = Files.newInputStream(node.data.resolve("secrets.properties"))) {
            secrets.load(in);
        }
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(ports.getProperty("redis.port")))) {
            String greeting = ask(socket, "AUTH", "slipway", secrets.getProperty("redis.password"));
            if (!greeting.equals("+OK")) {
                throw new IOException("Redis said " + greeting);
            }
            return ask(socket, command);
        }
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
        byte[] answer = new byte[ANSWER_BYTES];
        int length = socket.getInputStream().read(answer);
        if (length < 0) {
            throw new IOException("Redis said nothing");
        }
        return new String(answer, 0, length, StandardCharsets.ISO_8859_1).strip();
    }
}
