package io.slipway.cli.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds ports on loopback that nobody listens on, upwards from the first. Another process may still be faster. */
final class FreePorts {
    private static final int LAST = 65_535;

    private int next;

    /** @param first to look at */
    FreePorts(int first) {
        this.next = first;
    }

    /** One that was not given before. */
    int port() throws IOException {
        while (next <= LAST) {
            int port = next++;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("there is no free port");
    }

    /** The first of so many neighbours that are all free. */
    int run(int count) throws IOException {
        int first = port();
        for (int last = first; last - first < count - 1; ) {
            int port = port();
            if (port != last + 1) {
                first = port;
            }
            last = port;
        }
        return first;
    }

    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            // Connections of one that just ended may linger.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
