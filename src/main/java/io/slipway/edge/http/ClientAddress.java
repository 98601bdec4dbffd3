package io.slipway.edge.http;

import io.slipway.edge.EdgeProxies;
import io.slipway.model.IpAddress;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The one place that says who a client is. The socket does, unless it is a proxy's that is trusted: then its PROXY header
 * does, and after that {@code X-Forwarded-For}, read from its end for as long as trusted proxies are named there. What stands
 * before the first address that isn't trusted was written by that client, and counts for nothing.
 */
final class ClientAddress {
    /** More proxies than this are not followed. */
    static final int MAX_HOPS = 8;

    private static final String FORWARDED = "X-Forwarded-For";
    /** For a peer without an address of the internet protocol; no client ever has it. */
    private static final IpAddress UNKNOWN = new IpAddress(0, 0);

    private ClientAddress() {}

    /** Who sent this request, as far as can be known. */
    static IpAddress of(HttpServerRequest request, EdgeProxies proxies) {
        IpAddress address = told(request)
                .or(() -> of(request.connection().remoteAddress(true)))
                .orElse(UNKNOWN);
        if (proxies.trusted().isEmpty()) {
            return address;
        }
        String[] hops = String.join(",", request.headers().getAll(FORWARDED)).split(",", -1);
        int followed = 0;
        for (int i = hops.length - 1; i >= 0 && followed < MAX_HOPS && proxies.trust(address); i--, followed++) {
            Optional<IpAddress> before = hop(hops[i].strip());
            if (before.isEmpty()) {
                return address;
            }
            address = before.get();
        }
        return address;
    }

    /** Whether a connection comes from a trusted proxy, whatever it says about itself. */
    static boolean fromProxy(SocketAddress real, EdgeProxies proxies) {
        return of(real).filter(proxies::trust).isPresent();
    }

    /** The socket's other end, or what a PROXY header said about it. */
    private static Optional<IpAddress> told(HttpServerRequest request) {
        return of(request.connection().remoteAddress());
    }

    private static Optional<IpAddress> of(SocketAddress address) {
        if (address == null || !address.isInetSocket()) {
            return Optional.empty();
        }
        String host = address.hostAddress() == null ? address.host() : address.hostAddress();
        int zone = host.indexOf('%');
        return IpAddress.parse(zone < 0 ? host : host.substring(0, zone));
    }

    /** {@code 192.0.2.7}, {@code 192.0.2.7:4711}, {@code 2001:db8::7}, {@code [2001:db8::7]} or {@code [2001:db8::7]:4711}. */
    private static Optional<IpAddress> hop(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? Optional.empty() : IpAddress.parse(text.substring(1, end));
        }
        List<String> parts = List.of(text.split(":", -1));
        return IpAddress.parse(parts.size() == 2 ? parts.get(0) : text);
    }
}
