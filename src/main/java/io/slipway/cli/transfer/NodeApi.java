package io.slipway.cli.transfer;

import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.seal.Digests;
import io.slipway.seal.Token;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/**
 * Single requests to a node, each with one answer or a {@link NodeProblem}; blocks. What comes of a request that got no answer
 * isn't known; all of them may be asked again.
 */
final class NodeApi {
    /** How long a connection may take. */
    static final Duration CONNECT = Duration.ofSeconds(10);
    /** How long an answer in words may take. */
    static final Duration WORDS = Duration.ofSeconds(30);
    /** How long a sender that hasn't sent a chunk yet is waited for within one request, in s. */
    static final int WAIT_SECONDS = 3;

    /** The longest answer in words: 256 files of 12 KiB. */
    private static final int MAX_WORDS = 4 << 20;

    private final URI node;
    private final Throttle throttle;
    private final HttpClient http;

    NodeApi(URI node, Throttle throttle) {
        this.node = node;
        this.throttle = throttle;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    URI node() {
        return node;
    }

    JsonObject config() throws NodeProblem, InterruptedException {
        return words(get("/api/config"));
    }

    /** @param key the same for the same request, also when it is asked again */
    JsonObject create(JsonObject share, String key) throws NodeProblem, InterruptedException {
        return words(json("POST", "/api/shares", share).header("Idempotency-Key", key));
    }

    /** Adds files to a share. */
    JsonObject add(ShareId share, Token owner, JsonArray files, String key) throws NodeProblem, InterruptedException {
        JsonObject change = new JsonObject().put("add", files);
        return words(Access.owner(owner).on(json("PATCH", path(share), change)).header("Idempotency-Key", key));
    }

    ShareSeen share(ShareId share, Access access) throws NodeProblem, InterruptedException {
        return ShareSeen.parse(words(access.on(get(path(share)))));
    }

    /** A page of the files of a large share. */
    JsonObject files(ShareId share, Access access, int from) throws NodeProblem, InterruptedException {
        return words(access.on(get(path(share) + "/files?from=" + from)));
    }

    void delete(ShareId share, Token owner) throws NodeProblem, InterruptedException {
        JsonObject undo = words(Access.owner(owner).on(request(path(share)).DELETE()));
        if (!undo.containsKey("undoUntil")) {
            throw NodeProblem.badAnswer("the node doesn't say that the share is deleted");
        }
    }

    /** What of a file of so many chunks isn't stored yet. */
    MissingChunks missing(FileId file, long chunks, Token upload) throws NodeProblem, InterruptedException {
        return MissingChunks.of(words(bearer(get("/api/files/" + file + "/upload"), upload)), chunks);
    }

    /** @param within how long it may take */
    void put(FileId file, long chunk, Token upload, byte[] sealed, Duration within)
            throws NodeProblem, InterruptedException {
        String digest =
                Base64.getEncoder().encodeToString(Digests.sha256(sealed).bytes());
        HttpRequest.BodyPublisher body = BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> new SlowedBytes(sealed, throttle)), sealed.length);
        HttpRequest.Builder put = request("/api/files/" + file + "/chunks/" + chunk)
                .PUT(body)
                .header("Content-Digest", "sha-256=:" + digest + ":");
        JsonObject stored = words(bearer(put, upload).timeout(within));
        if (!stored.containsKey("outcome")) {
            throw NodeProblem.badAnswer("the node doesn't say that the chunk is stored");
        }
    }

    /** @throws NodeProblem {@code INCOMPLETE} with the chunks that are missing */
    void complete(FileId file, Token upload, byte[] seal) throws NodeProblem, InterruptedException {
        JsonObject body = new JsonObject().put("seal", Base64s.text(seal));
        JsonObject done = words(bearer(json("POST", "/api/files/" + file + "/complete", body), upload));
        if (!"COMPLETE".equals(done.getString("state"))) {
            throw NodeProblem.badAnswer("the node doesn't say that the file is complete");
        }
    }

    /** Opens a signal socket. @param before the welcome of the peer to be again; null: none */
    SignalLine signal(JsonObject before) throws NodeProblem, InterruptedException {
        String ticket =
                words(request("/api/sockets").POST(BodyPublishers.noBody())).getString("ticket");
        if (ticket == null) {
            throw NodeProblem.badAnswer("the node gives no ticket");
        }
        return SignalLine.open(http, node, ticket, before);
    }

    /** Says that every byte was received and checked. */
    void verified(ShareId share, Access access) throws NodeProblem, InterruptedException {
        JsonObject told = words(access.on(request(path(share) + "/verified").POST(BodyPublishers.noBody())));
        if (!told.containsKey("limited")) {
            throw NodeProblem.badAnswer("the node doesn't say that it knows");
        }
    }

    /**
     * Sealed bytes {@code from … to} (included) of a file, or as many of them as there are.
     *
     * @param arriving whether the sender may not have sent them: then the node waits a little for the first
     * @throws NodeProblem {@code NOT_COMPLETE} if the first of them isn't there yet
     */
    SealedRun sealed(ShareId share, FileId file, Access access, long from, long to, boolean arriving)
            throws NodeProblem, InterruptedException {
        HttpRequest.Builder request =
                access.on(get(path(share) + "/files/" + file + "/sealed")).header("Range", "bytes=" + from + "-" + to);
        if (arriving) {
            request.header("Prefer", "wait=" + WAIT_SECONDS);
        }
        HttpResponse<InputStream> answer = send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() == 206) {
            return SealedRun.of(answer, from, to, throttle);
        }
        try (InputStream body = answer.body()) {
            throw problem(answer, body.readNBytes(MAX_WORDS));
        } catch (IOException e) {
            throw NodeProblem.offline("the answer broke off");
        }
    }

    private static String path(ShareId share) {
        return "/api/shares/" + share;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.resolve(path)).timeout(WORDS);
    }

    private HttpRequest.Builder get(String path) {
        return request(path).GET();
    }

    private HttpRequest.Builder json(String method, String path, JsonObject body) {
        byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
        return request(path)
                .method(method, BodyPublishers.ofByteArray(bytes))
                .header("Content-Type", "application/json");
    }

    private static HttpRequest.Builder bearer(HttpRequest.Builder request, Token token) {
        return request.header("Authorization", "Bearer " + token.text());
    }

    private JsonObject words(HttpRequest.Builder request) throws NodeProblem, InterruptedException {
        HttpResponse<InputStream> answer = send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            byte[] body = in.readNBytes(MAX_WORDS);
            if (answer.statusCode() >= 300) {
                throw problem(answer, body);
            }
            return new JsonObject(Buffer.buffer(body));
        } catch (IOException e) {
            throw NodeProblem.offline("the answer broke off");
        } catch (RuntimeException e) {
            throw NodeProblem.badAnswer("the answer isn't a node's");
        }
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
            throws NodeProblem, InterruptedException {
        try {
            return http.send(request.header("User-Agent", "slipway").build(), handler);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw NodeProblem.offline(why);
        }
    }

    private static NodeProblem problem(HttpResponse<?> answer, byte[] body) {
        long retryAfter = answer.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Long::parseLong)
                .orElse(0L);
        int status = answer.statusCode();
        try {
            JsonObject words = new JsonObject(Buffer.buffer(body));
            String code = words.getString("code");
            if (code != null) {
                return new NodeProblem(code, status, retryAfter, words);
            }
        } catch (RuntimeException e) {
            // A proxy's own words, perhaps: the status has to do.
        }
        boolean away = status == 502 || status == 503 || status == 504 || status == 429;
        JsonObject words = new JsonObject().put("detail", "HTTP status " + status);
        return new NodeProblem(away ? "UNAVAILABLE" : NodeProblem.BAD_ANSWER, status, retryAfter, words);
    }
}
