package io.slipway.edge.http;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.SealException;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures become answers: {@code application/problem+json} (RFC 9457). */
final class ProblemWriter {
    static final String TYPE = "urn:slipway:problem:";

    private static final Logger LOG = LoggerFactory.getLogger(ProblemWriter.class);

    private final UnreadBody unread;

    ProblemWriter(UnreadBody unread) {
        this.unread = unread;
    }

    /** Answers with what went wrong; an answer that has begun is broken off instead. */
    void write(HttpServerRequest request, Throwable failure) {
        HttpServerResponse response = request.response();
        if (failure instanceof Disconnected || response.closed()) {
            LOG.debug("the client went away");
            return;
        }
        Problem problem = problem(failure);
        if (response.headWritten()) {
            Quiet.reset(response);
            return;
        }
        if (response.ended()) {
            return;
        }
        unread.settle(request);
        if (problem.code() == ProblemCode.PASSWORD_REQUIRED || problem.code() == ProblemCode.PASSWORD_WRONG) {
            response.putHeader("WWW-Authenticate", challenge(request.path()));
        }
        send(response, problem);
    }

    /** Browsers ask for a password on their own where they meet {@code Basic}: for bytes that is right, for a page's questions it isn't. */
    private static String challenge(String path) {
        boolean bytes = path.startsWith("/download/") || path.startsWith("/s/");
        return bytes ? "Basic realm=\"share\", charset=\"UTF-8\"" : "Share-Password";
    }

    /** The problem that this failure is to clients; an unknown one is logged here, once. */
    static Problem problem(Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        if (failure instanceof SealException seal) {
            LOG.atWarn().addKeyValue(LogKeys.CODE, seal.error()).log("stored bytes don't open");
            return new Problem(ProblemCode.DAMAGED, "the stored bytes are not what was stored");
        }
        LOG.error("a request failed for no known reason", failure);
        return new Problem(ProblemCode.INTERNAL, "the node failed to answer");
    }

    private static void send(HttpServerResponse response, Problem problem) {
        ProblemCode code = problem.code();
        JsonObject body = new JsonObject();
        problem.details().forEach(body::put);
        body.put("type", TYPE + code)
                .put("title", title(code))
                .put("status", code.status())
                .put("code", code.name())
                .put("detail", problem.getMessage());
        if (code.retryable()) {
            response.putHeader(HttpHeaders.RETRY_AFTER, retryAfter(problem));
        }
        if (code == ProblemCode.CAPABILITY_REQUIRED) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.headers().remove(HttpHeaders.CONTENT_ENCODING);
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
        response.setStatusCode(code.status());
        Quiet.drop(Answers.end(response, body.toBuffer()));
    }

    /** Seconds, as the problem says or as is usual for its code. */
    private static String retryAfter(Problem problem) {
        return problem.details().get("retryAfter") instanceof Number seconds
                ? Long.toString(seconds.longValue())
                : Integer.toString(retryAfterSeconds(problem.code()));
    }

    private static int retryAfterSeconds(ProblemCode code) {
        return switch (code) {
            case STORAGE_FULL, LIMIT_BUSY -> 60;
            case NOT_COMPLETE -> 5;
            case UNAVAILABLE -> 2;
            default -> 1;
        };
    }

    private static String title(ProblemCode code) {
        String words = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
