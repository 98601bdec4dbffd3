package io.slipway.node.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Chooses loopback ports and remembers them in the data folder, so that a service comes back where it was.
 *
 * <p>All are below 32768, where the kernel's range for outgoing connections starts: above it any connection of any
 * process may hold the port for a moment. A port found free here may still be lost to another process before the service
 * binds it; the services then ask for {@linkplain #another another}.
 */
final class LoopbackPorts {
    static final int LOWEST = 20_000;
    static final int BEYOND = 32_768;

    private final PrivateProperties remembered;
    private final RandomGenerator random;
    private final Set<Integer> given = new HashSet<>();

    LoopbackPorts(PrivateProperties remembered, RandomGenerator random) {
        this.remembered = remembered;
        this.random = random;
    }

    /** The remembered port if it is free, else another. */
    synchronized int port(String name) throws IOException {
        Optional<Integer> known = remembered.get(name).flatMap(LoopbackPorts::parse);
        if (known.isPresent() && isFree(known.get())) {
            given.add(known.get());
            return known.get();
        }
        return another(name);
    }

    /** A free port that was not given before, remembered in place of the former. */
    synchronized int another(String name) throws IOException {
        for (int tries = 0; tries < BEYOND - LOWEST; tries++) {
            int port = random.nextInt(LOWEST, BEYOND);
            if (!given.contains(port) && isFree(port)) {
                given.add(port);
                remembered.put(Map.of(name, Integer.toString(port)));
                return port;
            }
        }
        throw new EmbeddedStartException("no free loopback port between " + LOWEST + " and " + (BEYOND - 1));
    }

    private static Optional<Integer> parse(String text) {
        try {
            int port = Integer.parseInt(text);
            return port >= LOWEST && port < BEYOND ? Optional.of(port) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            // A port of a service that just ended is free although old connections still linger in TIME_WAIT.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
