package io.slipway.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.cluster.RoundRobin.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final List<Closeable> open = new ArrayList<>();

    /** A server that hands over its connections. */
    private final class Node implements Closeable {
        final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
        final Target target = new Target(server.getLocalPort());
        final Thread acceptor = new Thread(this::accept);

        Node() throws IOException {
            open.add(this);
            acceptor.setDaemon(true);
            acceptor.start();
        }

        private void accept() {
            try {
                while (true) {
                    accepted.add(server.accept());
                }
            } catch (IOException closed) {
                // The end of it.
            }
        }

        Socket next() throws Exception {
            Socket socket = accepted.poll(10, TimeUnit.SECONDS);
            assertThat(socket).as("a connection").isNotNull();
            socket.setSoTimeout(10_000);
            open.add(socket);
            return socket;
        }

        @Override
        public void close() throws IOException {
            server.close();
            // Until it has ended, the system may still let somebody in.
            try {
                acceptor.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        for (Closeable one : open) {
            one.close();
        }
        done(vertx.close());
    }

    private static <T> T done(Future<T> future) throws Exception {
        T value = future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(future.succeeded()).isTrue();
        return value;
    }

    private RoundRobin front;

    private int frontOf(Node... nodes) throws Exception {
        front = new RoundRobin(
                vertx,
                "127.0.0.1",
                0,
                Arrays.stream(nodes).map(node -> node.target).toList());
        for (Node node : nodes) {
            front.note(node.target, true);
        }
        return done(front.listen());
    }

    private Socket client(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        open.add(socket);
        return socket;
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = socket.getInputStream().read();
                b >= 0 && b != '\n';
                b = socket.getInputStream().read()) {
            line.append((char) b);
        }
        return line.toString();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aConnectionIsPassedOnBehindTheAddressItCameFrom() throws Exception {
        Node node = new Node();
        int port = frontOf(node);
        Socket near = client(port);
        write(near, "hello\n");

        Socket far = node.next();

        assertThat(line(far)).isEqualTo("PROXY TCP4 127.0.0.1 127.0.0.1 " + near.getLocalPort() + " " + port + "\r");
        assertThat(line(far)).isEqualTo("hello");
        write(far, "good day\n");
        assertThat(line(near)).isEqualTo("good day");
    }

    @Test
    void whereAddressesAreOfVersion6TheHeaderSaysSo() {
        assertThat(RoundRobin.header(
                        SocketAddress.inetSocketAddress(4711, "2001:db8::7"),
                        SocketAddress.inetSocketAddress(80, "::1")))
                .isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:7 0:0:0:0:0:0:0:1 4711 80\r\n");
    }

    @Test
    void nodesTakeTurns_oneThatIsNotReadyIsLeftOut() throws Exception {
        Node first = new Node();
        Node second = new Node();
        Node third = new Node();
        int port = frontOf(first, second, third);
        done(vertx.<Void>executeBlocking(() -> null));
        vertx.runOnContext(v -> front.note(second.target, false));
        done(vertx.<Void>executeBlocking(() -> null));

        for (int i = 0; i < 6; i++) {
            Socket one = client(port);
            write(one, "x\n");
        }

        for (int i = 0; i < 3; i++) {
            assertThat(line(first.next())).startsWith("PROXY ");
            assertThat(line(third.next())).startsWith("PROXY ");
        }
        assertThat(second.accepted).isEmpty();
    }

    @Test
    void aNodeThatIsGoneIsSkippedAtOnce_andNothingIsLost() throws Exception {
        Node gone = new Node();
        Node there = new Node();
        int port = frontOf(gone, there);
        gone.close();

        for (int i = 0; i < 4; i++) {
            Socket near = client(port);
            write(near, "number " + i + "\n");
            Socket far = there.next();
            assertThat(line(far)).startsWith("PROXY ");
            assertThat(line(far)).isEqualTo("number " + i);
        }
    }

    @Test
    void whenNoneIsReadyTheyAreAskedAnyway_andWhenNoneIsThereItEnds() throws Exception {
        Node node = new Node();
        int port = frontOf(node);
        vertx.runOnContext(v -> front.note(node.target, false));
        Socket near = client(port);
        assertThat(line(node.next())).startsWith("PROXY ");
        near.close();

        node.close();

        assertThat(client(port).getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void theEndOfOneSideIsTheEndOfTheOther() throws Exception {
        Node node = new Node();
        int port = frontOf(node);
        Socket near = client(port);
        Socket far = node.next();
        assertThat(line(far)).startsWith("PROXY ");
        write(far, "last words\n");
        far.close();

        assertThat(new BufferedReader(new InputStreamReader(near.getInputStream(), StandardCharsets.US_ASCII)).lines())
                .containsExactly("last words");

        Socket another = client(port);
        Socket itsFar = node.next();
        assertThat(line(itsFar)).startsWith("PROXY ");
        another.setSoLinger(true, 0);
        another.close();
        assertThat(itsFar.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aReceiverThatTakesNothingHoldsTheSenderBack() throws Exception {
        Node node = new Node();
        Socket near = client(frontOf(node));
        assertThat(node.next().isConnected()).isTrue();
        byte[] piece = new byte[64 << 10];
        BlockingQueue<Integer> written = new LinkedBlockingQueue<>();
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < 1024; i++) {
                    near.getOutputStream().write(piece);
                    written.add(i);
                }
            } catch (IOException closed) {
                // Closed when the test ends.
            }
        });
        sender.setDaemon(true);
        sender.start();

        while (written.poll(1, TimeUnit.SECONDS) != null) {
            // As long as something moves; sockets of the system hold some MiB each way.
        }

        assertThat(sender.isAlive()).isTrue();
    }
}
