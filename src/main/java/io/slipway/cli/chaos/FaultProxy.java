package io.slipway.cli.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Stands before a server on loopback and does to each connection what its {@link Fault} says. The n-th connection meets the n-th
 * fault, so a seed repeats a run as far as the client repeats its connections. Two threads a connection, {@link #PIECE}
 * bytes each.
 */
public final class FaultProxy implements AutoCloseable {
    /** Bytes kept of a connection that may be happened. */
    public static final int MAX_REPLAY = 4 << 20;

    private static final int PIECE = 16 << 10;
    private static final int CONNECT_MILLIS = 2_000;
    private static final int REPLAY_MILLIS = 5_000;

    private final int target;
    private final IntFunction<Fault> faults;
    private final ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();
    private final Map<String, AtomicInteger> met = new ConcurrentHashMap<>();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    /**
     * @param target the server's port on loopback
     * @param faults by the number of the connection, from 0
     */
    public FaultProxy(int target, IntFunction<Fault> faults) throws IOException {
        this.target = target;
        this.faults = faults;
        start("fault-proxy", this::accept);
    }

    /** Where clients connect to. */
    public int port() {
        return server.getLocalPort();
    }

    /** How many connections there have been. */
    public int connections() {
        return connections.get();
    }

    /** How often each kind of fault really happened, by its name. */
    public Map<String, Integer> met() {
        Map<String, Integer> counts = new TreeMap<>();
        met.forEach((name, count) -> counts.put(name, count.get()));
        return counts;
    }

    /** How many bytes have come from that side, on all connections. */
    public long passed(Fault.Way way) {
        return (way == Fault.Way.UP ? up : down).get();
    }

    private static void start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Fault fault = faults.apply(connections.getAndIncrement());
                start("fault-link", () -> open(near, fault));
            } catch (IOException e) {
                // Closed; or one connection less.
            }
        }
    }

    private void open(Socket near, Fault fault) {
        try {
            Link link = new Link(near, connect(), fault);
            links.add(link);
            if (server.isClosed()) {
                link.end();
                return;
            }
            start("fault-link-up", () -> link.pump(Fault.Way.UP));
            link.pump(Fault.Way.DOWN);
        } catch (IOException e) {
            reset(near);
        }
    }

    private Socket connect() throws IOException {
        Socket far = new Socket();
        far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
        far.setTcpNoDelay(true);
        return far;
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        links.forEach(Link::end);
    }

    /** One connection: two sockets and what happens between them. */
    private final class Link {
        private final Socket near;
        private final Socket far;
        private final Fault fault;
        private final CountDownLatch ended = new CountDownLatch(1);
        /** What the client sent, while it may have to be happened. */
        private final ByteArrayOutputStream sent;

        private boolean happened;

        Link(Socket near, Socket far, Fault fault) throws IOException {
            this.near = near;
            this.far = far;
            this.fault = fault;
            this.sent = fault instanceof Fault.Duplicate ? new ByteArrayOutputStream() : null;
            near.setTcpNoDelay(true);
        }

        void pump(Fault.Way way) {
            boolean up = way == Fault.Way.UP;
            byte[] piece = new byte[PIECE];
            long passed = 0;
            try {
                InputStream in = (up ? near : far).getInputStream();
                OutputStream out = (up ? far : near).getOutputStream();
                for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                    (up ? FaultProxy.this.up : down).addAndGet(count);
                    note(way, piece, count);
                    long at = position(way);
                    int before = (int) Math.max(0, Math.min(count, at - passed));
                    out.write(piece, 0, before);
                    if (before < count) {
                        happen();
                        piece[before] ^= (byte) (fault instanceof Fault.Flip ? 1 : 0);
                        out.write(piece, before, count - before);
                    }
                    passed += count;
                    narrow(count);
                }
            } catch (IOException e) {
                // One side is gone; then so is the other.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            end();
        }

        /** Where something happens on this way; beyond all bytes if nothing does, or did already. */
        private long position(Fault.Way way) {
            if (fault instanceof Fault.Reset reset && reset.way() == way) {
                return reset.at();
            }
            if (fault instanceof Fault.Cut cut && cut.way() == way) {
                return cut.at();
            }
            if (fault instanceof Fault.HalfOpen half && half.way() == way) {
                return half.at();
            }
            if (fault instanceof Fault.Flip flip && flip.way() == way && !happened) {
                return flip.at();
            }
            if (fault instanceof Fault.Delay delay && delay.way() == way && !happened) {
                return delay.at();
            }
            return Long.MAX_VALUE;
        }

        private void happen() throws IOException, InterruptedException {
            count();
            if (fault instanceof Fault.Reset) {
                reset(near);
                reset(far);
                throw new IOException("reset on purpose");
            }
            if (fault instanceof Fault.Cut) {
                throw new IOException("cut on purpose");
            }
            if (fault instanceof Fault.HalfOpen) {
                ended.await();
                throw new IOException("ended by the other way");
            }
            if (fault instanceof Fault.Flip) {
                happened = true;
            }
            if (fault instanceof Fault.Delay delay) {
                happened = true;
                if (ended.await(delay.length().toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException("ended by the other way");
                }
            }
        }

        private void note(Fault.Way way, byte[] piece, int count) {
            if (sent == null) {
                return;
            }
            byte[] again = null;
            synchronized (sent) {
                if (way == Fault.Way.UP) {
                    sent.write(piece, 0, Math.min(count, MAX_REPLAY - sent.size()));
                } else if (!happened) {
                    happened = true;
                    again = sent.toByteArray();
                }
            }
            if (again != null) {
                byte[] bytes = again;
                count();
                start("fault-again", () -> repeat(bytes));
            }
        }

        private void repeat(byte[] bytes) {
            try (Socket another = connect()) {
                another.setSoTimeout(REPLAY_MILLIS);
                another.getOutputStream().write(bytes);
                byte[] ignored = new byte[PIECE];
                InputStream in = another.getInputStream();
                while (in.read(ignored) >= 0) {
                    // Nobody wants to know.
                }
            } catch (IOException e) {
                // The server had enough of it.
            }
        }

        private void narrow(int count) throws InterruptedException {
            if (fault instanceof Fault.Narrow narrow) {
                long nanos = Duration.ofSeconds(count).toNanos() / narrow.bytesPerSecond();
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        }

        private void count() {
            AtomicInteger times = met.computeIfAbsent(fault.getClass().getSimpleName(), name -> new AtomicInteger());
            times.incrementAndGet();
        }

        void end() {
            ended.countDown();
            links.remove(this);
            for (Socket socket : new Socket[] {near, far}) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // It is gone already.
                }
            }
        }
    }
}
