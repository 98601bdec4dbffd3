package io.slipway.edge.socket;

import io.slipway.model.Clock;
import io.slipway.seal.TurnSecret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Servers by which pages find a direct way to each other: STUN and TURN. Whoever uses a TURN server logs in with what was made
 * for them here and is good for {@link #VALID}.
 */
public final class IceServers {
    /** How long a login to TURN servers is good. */
    public static final Duration VALID = Duration.ofHours(12);

    private final List<String> open;
    private final List<String> relays;
    private final Optional<TurnSecret> secret;
    private final Clock clock;

    /**
     * @param urls of STUN and TURN servers
     * @param secret what the TURN servers know; must be there if there are any
     * @param clock like that of the TURN servers
     */
    public IceServers(List<String> urls, Optional<TurnSecret> secret, Clock clock) {
        this.open = urls.stream().filter(url -> !isRelay(url)).toList();
        this.relays = urls.stream().filter(IceServers::isRelay).toList();
        this.secret = secret;
        this.clock = clock;
        if (!relays.isEmpty() && secret.isEmpty()) {
            throw new IllegalArgumentException("TURN servers let nobody in without a secret");
        }
    }

    /** None: pages find each other in one network only. */
    public static IceServers none() {
        return new IceServers(List.of(), Optional.empty(), Clock.SYSTEM);
    }

    private static boolean isRelay(String url) {
        return url.startsWith("turn");
    }

    /** In the shape that {@code RTCPeerConnection} takes. @param username null for servers without a login, as is credential */
    record Server(List<String> urls, String username, String credential) {
        @Override
        public String toString() {
            return "Server" + urls;
        }
    }

    List<Server> servers() {
        List<Server> servers = new ArrayList<>();
        if (!open.isEmpty()) {
            servers.add(new Server(open, null, null));
        }
        secret.filter(known -> !relays.isEmpty()).ifPresent(known -> {
            String username = Long.toString((clock.millis() + VALID.toMillis()) / 1_000);
            servers.add(new Server(relays, username, known.password(username)));
        });
        return servers;
    }
}
