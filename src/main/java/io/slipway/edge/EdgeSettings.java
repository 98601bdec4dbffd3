package io.slipway.edge;

import io.slipway.flow.ByteBudget;
import java.net.URI;

/**
 * What the edge is told at start.
 *
 * @param host the address to listen on
 * @param port the port; 0: any free one
 * @param publicUrl what links are made of, without a slash at the end; the Host header never is
 * @param version of the program, for {@code /api/config}
 * @param proxies who may say for whom it speaks
 * @param uploads memory for bytes on their way in; shared by all instances
 * @param downloads memory for bytes on their way out; shared by all instances
 */
public record EdgeSettings(
        String host,
        int port,
        URI publicUrl,
        String version,
        EdgeLimits limits,
        EdgeTimeouts timeouts,
        EdgeProxies proxies,
        ByteBudget uploads,
        ByteBudget downloads) {
    /** The least either budget may hold: a few transfers must always find room. */
    public static final long MIN_BUDGET = 16L << 20;

    public EdgeSettings {
        boolean web = "http".equals(publicUrl.getScheme()) || "https".equals(publicUrl.getScheme());
        if (!web || publicUrl.getHost() == null || publicUrl.toString().endsWith("/")) {
            throw new IllegalArgumentException("the public URL is http(s)://host[:port], without a slash at the end");
        }
        if (uploads.capacity() < MIN_BUDGET || downloads.capacity() < MIN_BUDGET) {
            throw new IllegalArgumentException("a budget has at least " + MIN_BUDGET + " bytes");
        }
    }

    /** A link to a path of this site. */
    public String link(String path) {
        return publicUrl + path;
    }

    /** Whether clients reach the site by TLS. */
    public boolean secure() {
        return "https".equals(publicUrl.getScheme());
    }
}
