package io.slipway.edge.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Set;

/**
 * Lets the pages of other sites, those that the operator named, talk to this node (Fetch standard, CORS protocol). For all
 * others nothing is said, and their browsers keep the answers from them. No cookies are used here, so none are allowed.
 */
final class Cors {
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Digest, Content-Type, Idempotency-Key, If-Match,"
                    + " If-None-Match, If-Range, Max-Days, Max-Downloads, Prefer, Range, Tus-Resumable, Upload-Checksum, Upload-Concat,"
                    + " Upload-Defer-Length, Upload-Length, Upload-Metadata, Upload-Offset, X-HTTP-Method-Override, X-Request-ID,"
                    + " X-Requested-With";
    private static final String RESPONSE_HEADERS =
            "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag,"
                    + " Location, Retry-After, Tus-Checksum-Algorithm, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version,"
                    + " Upload-Concat, Upload-Defer-Length, Upload-Expires, Upload-Length, Upload-Metadata, Upload-Offset,"
                    + " X-Expires, X-Remaining-Downloads, X-Share-Link, X-Url-Delete, X-Url-Status";
    private static final String MAX_AGE_SECONDS = "600";

    private final Set<String> origins;

    /** @param origins as browsers write them: scheme, host and, if it isn't the usual one, port */
    Cors(List<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    /** Says what may be said to the page that asks. @return whether that was all it asked for */
    boolean answered(HttpServerRequest request) {
        if (origins.isEmpty()) {
            return false;
        }
        HttpServerResponse response = request.response();
        response.headers().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        List<String> sent = request.headers().getAll(HttpHeaders.ORIGIN);
        if (sent.size() != 1 || !origins.contains(sent.get(0))) {
            return false;
        }
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, sent.get(0))
                .putHeader("Cross-Origin-Resource-Policy", "cross-origin");
        boolean asksFirst = HttpMethod.OPTIONS.equals(request.method())
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
        if (!asksFirst) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
            return false;
        }
        response.setStatusCode(204)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        Quiet.drop(response.end());
        return true;
    }
}
