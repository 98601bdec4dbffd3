package io.slipway.edge.http;

import io.slipway.model.IpAddress;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which sites' pages may open sockets here. Browsers let any page open a WebSocket anywhere and leave it to the server to look
 * where it comes from (RFC 6455, section 10.2). Who names no origin isn't a browser.
 */
final class Origins {
    private static final String LOCALHOST = "localhost";

    private final Set<String> known = new HashSet<>();

    /**
     * @param own what links begin with
     * @param others sites that the operator named
     */
    Origins(URI own, List<String> others) {
        known.add(written(own));
        others.forEach(other -> known.add(written(URI.create(other))));
    }

    /**
     * Whether a request comes from a page that may, or from no page. The name in {@code Host} proves nothing, since anyone may
     * point a name at this node; an address, or {@code localhost}, can't be pointed.
     */
    boolean allow(HttpServerRequest request) {
        List<String> sent = request.headers().getAll(HttpHeaders.ORIGIN);
        return sent.isEmpty() || sent.size() == 1 && allow(sent.get(0), request.authority());
    }

    private boolean allow(String origin, HostAndPort asked) {
        if (known.contains(origin)) {
            return true;
        }
        if (asked == null || !isAddress(asked.host())) {
            return false;
        }
        String authority = asked.port() < 0 ? asked.host() : asked.host() + ":" + asked.port();
        return origin.equals("http://" + authority) || origin.equals("https://" + authority);
    }

    private static boolean isAddress(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return host.equals(LOCALHOST)
                || IpAddress.parse(bracketed ? host.substring(1, host.length() - 1) : host)
                        .isPresent();
    }

    /** As browsers write it: in lower case, without the usual port. */
    private static String written(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
    }
}
