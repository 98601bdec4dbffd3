package io.slipway.cli.chaos;

import io.slipway.model.Digest;
import io.slipway.seal.Digests;
import io.slipway.seal.RunningDigest;
import io.slipway.seal.Token;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
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

    private static final String CLAIM = "X-Claim";

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
        return words("DELETE", share(kept), null, kept.owner());
    }

    /** What its owner is shown. */
    public Outcome look(KeptFile kept) throws InterruptedException {
        return words("GET", share(kept), null, kept.owner());
    }

    /** How the node is, and what its relay has counted. */
    public Outcome health() throws InterruptedException {
        return words("GET", "/api/health", null, null);
    }

    /** Takes one of a limited share's downloads, or keeps it. */
    public Outcome claim(KeptFile kept, Token claim) throws InterruptedException {
        return words(request("POST", share(kept) + "/claims", null, kept.read()).header(CLAIM, claim.text()));
    }

    /** Says for a claim that every byte was received and checked. */
    public Outcome verified(KeptFile kept, Token claim) throws InterruptedException {
        return words(
                request("POST", share(kept) + "/verified", null, kept.read()).header(CLAIM, claim.text()));
    }

    /** Says for a claim that nobody wants it any more. */
    public Outcome giveBack(KeptFile kept, Token claim) throws InterruptedException {
        return words(
                request("DELETE", share(kept) + "/claims", null, kept.read()).header(CLAIM, claim.text()));
    }

    /**
     * Some bytes of a file.
     *
     * @param bytes that came, in their order, maybe not all of those asked for
     */
    public record Part(int status, String code, byte[] bytes) {}

    /**
     * Fetches some bytes of it with a claim.
     *
     * @param to the last one
     * @param most how many are taken before the client breaks off
     */
    public Part part(KeptFile kept, Token claim, long from, long to, int most) throws InterruptedException {
        HttpRequest request = request("GET", path(kept), null, kept.read())
                .header(CLAIM, claim.text())
                .header("Range", "bytes=" + from + "-" + to)
                .build();
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        int status = 0;
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            status = answer.statusCode();
            try (InputStream body = answer.body()) {
                if (status != 200 && status != 206) {
                    return new Part(
                            status, outcome(status, body.readNBytes(MAX_WORDS)).code(), new byte[0]);
                }
                byte[] piece = new byte[PIECE];
                int count = 0;
                while (count >= 0 && came.size() < most) {
                    came.write(piece, 0, count);
                    count = body.read(piece, 0, Math.min(PIECE, Math.max(1, most - came.size())));
                }
            }
        } catch (IOException e) {
            // It broke off; what came came.
        }
        return new Part(status, "", came.toByteArray());
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

    private static String share(KeptFile kept) {
        return "/api/shares/" + kept.share();
    }

    /** Where its sealed bytes are. */
    public static String path(KeptFile kept) {
        return share(kept) + "/files/" + kept.file() + "/sealed";
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
        if (method.equals("POST") && body != null) {
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
