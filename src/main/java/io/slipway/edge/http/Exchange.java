package io.slipway.edge.http;

import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import java.util.regex.Pattern;

/** One request on its way to its answer, after its policy was applied. */
final class Exchange {
    /** As anyone writes a number: one way only. */
    private static final Pattern CHUNK = Pattern.compile("0|[1-9][0-9]{0,18}");

    private final RoutingContext context;
    private final Digest proof;

    /** @param proof SHA-256 of the capability that came with it, or null */
    Exchange(RoutingContext context, Digest proof) {
        this.context = context;
        this.proof = proof;
    }

    HttpServerRequest request() {
        return context.request();
    }

    HttpServerResponse response() {
        return context.response();
    }

    Digest proof() {
        return proof;
    }

    boolean head() {
        return HttpMethod.HEAD.equals(request().method());
    }

    /** A part of the path, or null. */
    String part(String name) {
        return context.pathParam(name);
    }

    ShareId share() {
        return id("share", ShareId::new);
    }

    FileId file() {
        return id("file", FileId::new);
    }

    /** A chunk's number. */
    long chunk() {
        String text = part("n");
        try {
            if (CHUNK.matcher(text).matches()) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // Answered like any other number that no chunk has.
        }
        throw new Problem(ProblemCode.CHUNK_OUT_OF_RANGE, "no chunk has that number");
    }

    /** What isn't an id names nothing, like an id that nobody has. */
    <T> T id(String name, Function<String, T> of) {
        try {
            return of.apply(part(name));
        } catch (Problem e) {
            throw new Problem(ProblemCode.NOT_FOUND, "there is nothing here");
        }
    }
}
