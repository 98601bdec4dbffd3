package io.slipway.edge.http;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Digests;
import io.slipway.seal.RunningDigest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What makes repeating a request harmless. */
final class IdempotencyKey {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    private IdempotencyKey() {}

    /** The header, or null. @throws Problem {@code BAD_REQUEST} */
    static String of(HttpServerRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key != null && !KEY.matcher(key).matches()) {
            throw new Problem(ProblemCode.BAD_REQUEST, "Idempotency-Key has 8 to 64 characters of A-Z a-z 0-9 - _");
        }
        return key;
    }

    /** The same key with another body is another change. */
    static String changeId(String key, Buffer body, Workbench bench) {
        if (key == null) {
            return bench.freshId();
        }
        RunningDigest digest = Digests.running();
        byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        digest.update(bytes, 0, bytes.length);
        bytes = body.getBytes();
        digest.update(bytes, 0, bytes.length);
        return digest.end().toString();
    }
}
