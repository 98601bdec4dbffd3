package io.slipway.edge.http;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Digests;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The page's files, out of the jar. Each is read once and kept; what isn't there is not remembered. Files under
 * {@code assets/} carry a hash in their name and never change; all others are asked for again each time.
 */
final class Webroot {
    private static final Pattern PATH =
            Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,99}/){0,4}[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final String INDEX = "index.html";
    private static final String NO_PAGE =
            """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><title>Slipway</title>
            <h1>Slipway</h1>
            <p>This node was built without its page. It works all the same from a terminal:</p>
            <pre>curl -T FILE %s/</pre>
            """;
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private final Workbench bench;
    private final String folder;
    private final Map<String, Asset> assets = new ConcurrentHashMap<>();

    /** @param gzip the same, compressed; null if it isn't worth it */
    private record Asset(Buffer plain, Buffer gzip, String type, String tag) {}

    /** @param folder on the class path, with a slash at the end */
    Webroot(Workbench bench, String folder) {
        this.bench = bench;
        this.folder = folder;
    }

    /** The one page, whatever the path. */
    Future<Void> page(Exchange exchange) {
        return asset(INDEX).compose(asset -> send(exchange, asset, "no-cache"));
    }

    /** @param path without a slash in front */
    Future<Void> file(Exchange exchange, String path) {
        if (!PATH.matcher(path).matches() || !TYPES.containsKey(ending(path))) {
            throw nothing();
        }
        String caching = path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
        return asset(path).compose(asset -> send(exchange, asset, caching));
    }

    private Future<Asset> asset(String path) {
        Asset known = assets.get(path);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return bench.vertx().executeBlocking(() -> load(path), false).onSuccess(asset -> assets.put(path, asset));
    }

    private Asset load(String path) throws IOException {
        byte[] plain = read(path);
        if (plain == null) {
            if (!path.equals(INDEX)) {
                throw nothing();
            }
            plain = NO_PAGE.formatted(bench.settings().publicUrl()).getBytes(StandardCharsets.UTF_8);
        }
        byte[] gzip = read(path + ".gz");
        return new Asset(
                Wrapped.buffer(plain),
                gzip == null ? null : Wrapped.buffer(gzip),
                TYPES.get(ending(path)),
                Digests.sha256(plain).toString().substring(0, 32));
    }

    private byte[] read(String path) throws IOException {
        try (InputStream in = Webroot.class.getClassLoader().getResourceAsStream(folder + path)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    private static Future<Void> send(Exchange exchange, Asset asset, String caching) {
        HttpServerResponse response = exchange.response();
        boolean gzip = asset.gzip != null && Accepts.gzip(exchange.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
        String tag = '"' + asset.tag + (gzip ? "-gz\"" : "\"");
        response.putHeader("Content-Security-Policy", SecurityHeaders.PAGE)
                .putHeader(HttpHeaders.CACHE_CONTROL, caching)
                .putHeader(HttpHeaders.ETAG, tag);
        if (asset.gzip != null) {
            response.headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
        String known = exchange.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && Selection.listed(tag, known)) {
            Quiet.drop(response.setStatusCode(304).end());
            return Future.succeededFuture();
        }
        if (gzip) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, asset.type);
        return Answers.end(response, gzip ? asset.gzip : asset.plain);
    }

    private static String ending(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static Problem nothing() {
        return new Problem(ProblemCode.NOT_FOUND, "there is nothing here");
    }
}
