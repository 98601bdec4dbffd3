package io.slipway.cli.chaos;

import io.slipway.model.Digest;
import io.slipway.seal.Digests;
import io.slipway.seal.RunningDigest;
import io.slipway.seal.Token;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Single requests about a {@link KeptFile}, each with one outcome; blocks. */
public final class NodeTalk {
    private static final int PIECE = 64 << 10;
    /** The longest answer that is looked into. */
    private static final int MAX_WORDS = 64 << 10;

    private final URI node;
    private final Duration patience;
    private final HttpClient http;

    /** @param patience how long an answer may take to begin */
    public NodeTalk(URI node, Duration patience) {
        this.node = node;
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    /**
     * How a request ended.
     *
     * @param status of HTTP; 0: there was no answer, or it broke off, and what came of the request is unknown
     * @param code of the problem; empty: none
     * @param digest SHA-256 of the bytes that came, where all did; otherwise null
     * @param words the answer, where it isn't a file
     */
    public record Outcome(int status, String code, Digest digest, JsonObject words) {
        static final Outcome UNKNOWN = new Outcome(0, "", null, new JsonObject());

        /** Done, or it had been before. */
        public boolean ok() {
            return status >= 200 && status < 300;
        }

        /** No, for good: neither done nor worth another try. */
        public boolean refused() {
            return status >= 400 && status < 500 && status != 408 && status != 429;
        }
    }

    public Outcome create(KeptFile kept) throws InterruptedException {
        byte[] wish = kept.wish().getBytes(StandardCharsets.UTF_8);
        return words(request("POST", "/api/shares", wish, null)
                .header("Idempotency-Key", kept.share().text()));
    }

    public Outcome put(KeptFile kept, long chunk) throws InterruptedException {
        return words("PUT", "/api/files/" + kept.file() + "/chunks/" + chunk, kept.chunk(chunk), kept.upload());
    }

    /** What is stored of it, and what isn't. */
    public Outcome missing(KeptFile kept) throws InterruptedException {
        return words("GET", "/api/files/" + kept.file() + "/upload", null, kept.upload());
    }

    public Outcome complete(KeptFile kept) throws InterruptedException {
        byte[] seal = kept.seal().getBytes(StandardCharsets.UTF_8);
        return words("POST", "/api/files/" + kept.file() + "/complete", seal, kept.upload());
    }

    public Outcome delete(KeptFile kept) throws InterruptedException {
        return words("DELETE", "/api/shares/" + kept.share(), null, kept.owner());
    }

    /** Fetches all of it. */
    public Outcome read(KeptFile kept) throws InterruptedException {
        HttpRequest request = request("GET", path(kept), null, kept.read()).build();
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    return outcome(answer.statusCode(), body.readNBytes(MAX_WORDS));
                }
                RunningDigest digest = Digests.running();
                byte[] piece = new byte[PIECE];
                for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
                    digest.update(piece, 0, count);
                }
                return new Outcome(200, "", digest.end(), new JsonObject());
            }
        } catch (IOException e) {
            return Outcome.UNKNOWN;
        }
    }

    /** Where its sealed bytes are. */
    public static String path(KeptFile kept) {
        return "/api/shares/" + kept.share() + "/files/" + kept.file() + "/sealed";
    }

    /** The header that lets one read them. */
    public static String authorization(KeptFile kept) {
        return "Bearer " + kept.read().text();
    }

    private HttpRequest.Builder request(String method, String path, byte[] body, Token token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path))
                .timeout(patience)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token.text());
        }
        if (method.equals("POST")) {
            request.header("Content-Type", "application/json");
        }
        return request;
    }

    private Outcome words(String method, String path, byte[] body, Token token) throws InterruptedException {
        return words(request(method, path, body, token));
    }

    private Outcome words(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return outcome(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return Outcome.UNKNOWN;
        }
    }

    private static Outcome outcome(int status, byte[] body) {
        JsonObject words = new JsonObject();
        try {
            words = body.length == 0 ? words : new JsonObject(Buffer.buffer(body));
        } catch (RuntimeException e) {
            // Not ours to read: an answer without words.
        }
        return new Outcome(status, words.getString("code", ""), null, words);
    }
}
