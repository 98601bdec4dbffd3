package io.slipway.edge.http;

import io.slipway.flow.ByteBudget;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** Reads the JSON body of a request: bounded, paid for from the budget, parsed off the event loop when it is long. */
final class JsonBody {
    /** The longest body. */
    static final int MAX_BYTES = 1 << 20;

    private final Workbench bench;

    JsonBody(Workbench bench) {
        this.bench = bench;
    }

    /** What was read, with the bytes it was read from. */
    record Read<T>(T value, Buffer bytes) {}

    /** @param of makes a value of the members; called once, maybe on another thread */
    <T> Future<Read<T>> read(HttpServerRequest request, Function<JsonFields, T> of) {
        Incoming body = bench.incoming(request);
        String type = MediaTypes.essence(request.getHeader(HttpHeaders.CONTENT_TYPE));
        if (!type.equals("application/json")) {
            return Future.failedFuture(new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the body is application/json"));
        }
        long announced = body.announced();
        if (announced > MAX_BYTES) {
            return Future.failedFuture(
                    new Problem(ProblemCode.TOO_LARGE, "the body has more than " + MAX_BYTES + " bytes"));
        }
        return bench.uploads().take(Incoming.FIRST_LEASE).lease().compose(little -> {
            body.welcome();
            return body.first()
                    .compose(first -> body.ended() ? parsed(first, of) : rest(body, first, little, of))
                    .onComplete(done -> little.close());
        });
    }

    private <T> Future<Read<T>> rest(Incoming body, Buffer first, ByteBudget.Lease little, Function<JsonFields, T> of) {
        return bench.uploads().instead(little, MAX_BYTES).lease().compose(lease -> body.upTo(MAX_BYTES, first)
                .compose(bytes -> parsed(bytes, of))
                .onComplete(done -> lease.close()));
    }

    private <T> Future<Read<T>> parsed(Buffer bytes, Function<JsonFields, T> of) {
        return bench.aside(bytes.length(), () -> new Read<>(parse(bytes, of), bytes));
    }

    private static <T> T parse(Buffer bytes, Function<JsonFields, T> of) {
        JsonObject json;
        try {
            json = new JsonObject(bytes);
        } catch (DecodeException | ClassCastException e) {
            throw new Problem(ProblemCode.BAD_REQUEST, "the body isn't a JSON object");
        }
        JsonFields fields = new JsonFields(json, "");
        T value = of.apply(fields);
        fields.end();
        return value;
    }
}
