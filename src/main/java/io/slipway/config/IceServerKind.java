package io.slipway.config;

import java.util.List;
import java.util.regex.Pattern;

/** Servers for WebRTC, by their URIs (RFC 7064, RFC 7065). */
final class IceServerKind {
    private static final String HOST = "([0-9A-Za-z._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?";
    private static final Pattern STUN = Pattern.compile("stuns?:" + HOST);
    private static final Pattern TURN = Pattern.compile("turns?:" + HOST + "(\\?transport=(udp|tcp))?");

    private IceServerKind() {}

    static Kind<List<String>> upTo(int count) {
        return new Kind<>(
                "1 to " + count
                        + " of stun:host[:port] or turn:host[:port][?transport=udp or tcp], stuns: or turns: for"
                        + " TLS, with commas between",
                text -> parse(text, count),
                servers -> String.join(",", servers));
    }

    private static List<String> parse(String text, int count) {
        List<String> servers = List.of(text.split(",", -1));
        boolean all = servers.stream()
                .allMatch(server ->
                        STUN.matcher(server).matches() || TURN.matcher(server).matches());
        if (!all || servers.size() > count) {
            throw new IllegalArgumentException();
        }
        return servers;
    }
}
