package io.slipway.edge.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/**
 * Why a request's head can't be read, or could be read in two ways. What a proxy may have understood differently is refused
 * and the connection ended, so that nothing can hide behind it (request smuggling).
 */
final class Malformed {
    private Malformed() {}

    static Problem problem(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Problem(
                    ProblemCode.URI_TOO_LONG, "a request line has at most " + HttpFront.MAX_REQUEST_LINE + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Problem(
                    ProblemCode.HEADERS_TOO_LARGE, "headers have at most " + HttpFront.MAX_HEADERS + " bytes");
        }
        return new Problem(ProblemCode.BAD_REQUEST, "this isn't a well-formed request");
    }

    /** What the parser lets pass but not everyone reads alike (RFC 9112, sections 3.2 and 6.1); null if nothing. */
    static Problem ambiguous(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        boolean chunked =
                codings.isEmpty() || codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
        boolean lengths = codings.isEmpty() || !request.headers().contains(HttpHeaders.CONTENT_LENGTH);
        int hosts = request.headers().getAll(HttpHeaders.HOST).size();
        boolean host = hosts == 1 || hosts == 0 && request.version() == HttpVersion.HTTP_1_0;
        boolean named = !request.headers().contains("");
        return chunked && lengths && host && named
                ? null
                : new Problem(ProblemCode.BAD_REQUEST, "the request can be understood in more than one way");
    }
}
