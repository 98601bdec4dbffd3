package io.slipway.node.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a Redis, over a plain socket and logged in, whether it answers. */
final class RedisProbe {
    private static final int TIMEOUT_MILLIS = 2_000;

    /** What became of the question. */
    enum Answer {
        /** It answered: the password is right and the data is loaded. */
        READY,
        /** It is there and reads its data. */
        LOADING,
        /** It refused the user or the password. */
        DENIED,
        /** Nobody answered. */
        SILENT
    }

    private RedisProbe() {}

    static Answer ask(RedisAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            BufferedReader replies =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String commands = "AUTH " + address.user() + " " + address.password() + "\r\nPING\r\n";
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
            if (!"+OK".equals(replies.readLine())) {
                return Answer.DENIED;
            }
            String pong = replies.readLine();
            return "+PONG".equals(pong) ? Answer.READY : Answer.LOADING;
        } catch (IOException e) {
            return Answer.SILENT;
        }
    }
}
