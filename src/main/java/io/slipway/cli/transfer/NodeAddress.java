package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import java.net.URI;
import java.util.Map;

/** Which node is talked to. */
final class NodeAddress {
    static final String VARIABLE = "SLIPWAY_NODE";
    static final String STANDARD = "http://127.0.0.1:8080";

    private NodeAddress() {}

    /** @param option what the command line says; null: nothing */
    static URI of(String option, Map<String, String> environment) throws Stopped {
        String text = option == null ? environment.getOrDefault(VARIABLE, "") : option;
        return parse(text.isEmpty() ? STANDARD : text);
    }

    /** The node that a link leads to. */
    static URI ofLink(String link) throws Stopped {
        return parse(link.substring(0, link.indexOf("/s/")));
    }

    private static URI parse(String text) throws Stopped {
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getPath().isEmpty()
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new Stopped(ExitCode.USAGE, "a node's address is http:// or https://, a host and at most a port");
    }
}
