package io.slipway.edge.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;

/** Why a request's head couldn't be read. */
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
        return new Problem(ProblemCode.BAD_REQUEST, "this isn't an HTTP/1.1 request");
    }
}
