package io.slipway.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.chaos.Fault.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private FaultProxy proxy;
    private Socket near;
    private Socket far;

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(() -> {
            try {
                while (true) {
                    accepted.add(server.accept());
                }
            } catch (IOException closed) {
                // The end of it.
            }
        });
        acceptor.setDaemon(true);
        acceptor.start();
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
        proxy.close();
        server.close();
    }

    private void connect(Fault fault) throws Exception {
        proxy = new FaultProxy(server.getLocalPort(), number -> fault);
        near = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        near.setSoTimeout(10_000);
        far = next();
    }

    private Socket next() throws Exception {
        Socket socket = accepted.poll(10, TimeUnit.SECONDS);
        assertThat(socket).isNotNull();
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.US_ASCII);
    }

    @Test
    void oneBitIsFlippedAtItsByte_andBytesAreCounted() throws Exception {
        connect(new Fault.Flip(Way.UP, 3));

        write(near, "aaaaaa");

        assertThat(read(far, 6)).isEqualTo("aaa`aa");
        write(far, "bb");
        assertThat(read(near, 2)).isEqualTo("bb");
        assertThat(proxy.met()).isEqualTo(Map.of("Flip", 1));
        assertThat(proxy.passed(Way.UP)).isEqualTo(6);
    }

    @Test
    void withoutAFaultBytesGoBothWays() throws Exception {
        connect(new Fault.None());
        write(near, "question");
        assertThat(read(far, 8)).isEqualTo("question");
        write(far, "answer");
        far.close();

        assertThat(read(near, 100)).isEqualTo("answer");
        assertThat(proxy.met()).isEmpty();
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void aResetComesAtItsByte_onBothSides() throws Exception {
        connect(new Fault.Reset(Way.UP, 5));
        write(near, "question");

        assertThat(read(far, 5)).isEqualTo("quest");
        assertThatThrownBy(() -> far.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> near.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThat(proxy.met()).isEqualTo(Map.of("Reset", 1));
    }

    @Test
    void aFaultAtTheLastByteHasNothingToHappenTo() throws Exception {
        connect(new Fault.Reset(Way.UP, 8));
        write(near, "question");
        assertThat(read(far, 8)).isEqualTo("question");
        write(far, "answer");

        assertThat(read(near, 6)).isEqualTo("answer");
        write(near, "!");
        assertThatThrownBy(() -> far.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void aCutLooksLikeAnEnd() throws Exception {
        connect(new Fault.Cut(Way.DOWN, 3));
        write(far, "answer");

        assertThat(read(near, 100)).isEqualTo("ans");
        assertThat(far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aDelayHoldsTheNextByteBackOnce() throws Exception {
        connect(new Fault.Delay(Way.DOWN, 3, Duration.ofMillis(300)));
        long began = System.nanoTime();
        write(far, "answer");

        assertThat(read(near, 6)).isEqualTo("answer");
        assertThat(System.nanoTime() - began)
                .isGreaterThanOrEqualTo(Duration.ofMillis(300).toNanos());
        write(far, "more");
        assertThat(read(near, 4)).isEqualTo("more");
        assertThat(proxy.met()).isEqualTo(Map.of("Delay", 1));
    }

    @Test
    void halfOpenStandsAndMovesNothing_theOtherWayGoesOn() throws Exception {
        connect(new Fault.HalfOpen(Way.UP, 3));
        write(near, "question");
        assertThat(read(far, 3)).isEqualTo("que");
        far.setSoTimeout(200);
        assertThatThrownBy(() -> far.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        write(far, "answer");
        assertThat(read(near, 6)).isEqualTo("answer");

        far.close();

        assertThat(near.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aRequestIsRepeatedOnAConnectionOfItsOwn_andItsAnswerIsForNobody() throws Exception {
        connect(new Fault.Duplicate());
        write(near, "question");
        assertThat(read(far, 8)).isEqualTo("question");
        write(far, "answer");

        try (Socket again = next()) {
            assertThat(read(again, 8)).isEqualTo("question");
            write(again, "another answer");
        }
        write(far, ", more");
        far.close();
        assertThat(read(near, 100)).isEqualTo("answer, more");
        assertThat(proxy.met()).isEqualTo(Map.of("Duplicate", 1));
    }

    @Test
    void aNarrowWayTakesItsTime() throws Exception {
        connect(new Fault.Narrow(100));
        long began = System.nanoTime();
        write(far, "1234567890");
        assertThat(read(near, 10)).isEqualTo("1234567890");
        write(far, "1");
        assertThat(read(near, 1)).isEqualTo("1");

        assertThat(System.nanoTime() - began)
                .isGreaterThanOrEqualTo(Duration.ofMillis(100).toNanos());
    }

    @Test
    void theSameSeedMeansTheSameFaults_aboutAsManyAsAskedFor() throws Exception {
        connect(new Fault.None());

        Object[] first = faults(7);

        assertThat(faults(7)).isEqualTo(first);
        assertThat(faults(8)).isNotEqualTo(first);
        assertThat(first).filteredOn(fault -> !(fault instanceof Fault.None)).hasSizeBetween(150, 250);
    }

    private static Object[] faults(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, 1000)
                .mapToObj(i -> Fault.dropRepeatOrDelay(random, 0.2, 1 << 20, Duration.ofSeconds(1)))
                .toArray();
    }
}
