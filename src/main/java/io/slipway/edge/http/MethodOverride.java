package io.slipway.edge.http;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import java.util.Map;

/** A request that means another method than it could be sent with: tus clients may say so in a header. */
final class MethodOverride extends HttpServerRequestWrapper {
    static final String HEADER = "X-HTTP-Method-Override";

    private static final Map<String, HttpMethod> METHODS = Map.of(
            "OPTIONS", HttpMethod.OPTIONS,
            "POST", HttpMethod.POST,
            "HEAD", HttpMethod.HEAD,
            "PATCH", HttpMethod.PATCH,
            "DELETE", HttpMethod.DELETE);

    private final HttpMethod meant;

    private MethodOverride(HttpServerRequestInternal request, HttpMethod meant) {
        super(request);
        this.meant = meant;
    }

    /**
     * The request with the method that it means; itself if it doesn't say.
     *
     * @throws Problem {@code BAD_REQUEST} if it means a method that tus doesn't know
     */
    static HttpServerRequest of(HttpServerRequest request) {
        String wanted = request.getHeader(HEADER);
        if (wanted == null) {
            return request;
        }
        HttpMethod method = METHODS.get(wanted.strip());
        if (method == null) {
            throw new Problem(ProblemCode.BAD_REQUEST, HEADER + " is one of POST, HEAD, PATCH, DELETE, OPTIONS");
        }
        return new MethodOverride((HttpServerRequestInternal) request, method);
    }

    @Override
    public HttpMethod method() {
        return meant;
    }
}
