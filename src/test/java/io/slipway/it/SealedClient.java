package io.slipway.it;

import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.seal.FileHeader;
import io.slipway.seal.Randomness;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import io.slipway.seal.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/** Does over HTTP what the page does with a sealed file; to the node its bytes are opaque, so any will do. */
final class SealedClient {
    final ShareId share;
    final FileId file;
    final Token owner;
    final Token read;
    final Token upload;
    final long size;
    final long lifetime;
    private final URI node;
    private final Randomness random;
    private byte[] wish;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** @param lifetime ms */
    SealedClient(URI node, long size, long lifetime, Randomness random) {
        this.node = node;
        this.size = size;
        this.lifetime = lifetime;
        this.random = random;
        share = random.shareId();
        file = random.fileId();
        owner = Token.random(random);
        read = Token.random(random);
        upload = Token.random(random);
    }

    /** @param retryAfter the header's value, or null */
    record Answer(int status, byte[] body, String retryAfter) {
        JsonObject json() {
            return new JsonObject(new String(body, java.nio.charset.StandardCharsets.UTF_8));
        }

        String code() {
            return json().getString("code");
        }
    }

    Answer create() throws IOException {
        return create(share, file);
    }

    /** Creates the share under a key by which it is made once, however often this is called. */
    Answer createOnce() throws IOException {
        if (wish == null) {
            wish = wish(share, file);
        }
        return send("POST", "/api/shares", wish, null, "Idempotency-Key", share.text());
    }

    /** Creates a share of that id with a file of that id, with this client's capabilities. */
    Answer create(ShareId shareId, FileId fileId) throws IOException {
        return send("POST", "/api/shares", wish(shareId, fileId), null);
    }

    /** Creates a share of whose file nothing is kept. @param more what the wish has besides; null takes it out */
    Answer createLive(Map<String, Object> more) throws IOException {
        JsonObject wish = new JsonObject(new String(wish(share, file), java.nio.charset.StandardCharsets.UTF_8))
                .put("kept", false);
        wish.remove("wrap");
        wish.getJsonArray("files").getJsonObject(0).remove("upload");
        more.forEach(wish::put);
        return send("POST", "/api/shares", wish.encode().getBytes(java.nio.charset.StandardCharsets.UTF_8), null);
    }

    private byte[] wish(ShareId shareId, FileId fileId) {
        return new JsonObject()
                .put("share", shareId.text())
                .put("lifetime", lifetime)
                .put("owner", text(owner.verifier().bytes()))
                .put("read", text(read.verifier().bytes()))
                .put("wrap", text(random.bytes(Slp1.WRAP_BYTES)))
                .put("commit", text(random.bytes(32)))
                .put("meta", null)
                .put("files", new JsonArray().add(newFile(fileId)))
                .encode()
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** What the file that this client uploads is announced by. */
    JsonObject newFile() {
        return newFile(file);
    }

    private JsonObject newFile(FileId fileId) {
        return new JsonObject()
                .put("header", text(FileHeader.of(fileId, size).bytes()))
                .put("commit", text(random.bytes(32)))
                .put("meta", text(random.bytes(256 + Slp1.BLOCK_OVERHEAD)))
                .put("wrap", text(random.bytes(Slp1.WRAP_BYTES)))
                .put("upload", text(upload.verifier().bytes()));
    }

    byte[] sealedChunk(long index) {
        return random.bytes(Sizes.sealedLength(index, size));
    }

    Answer put(long index, byte[] sealed) throws IOException {
        return send("PUT", "/api/files/" + file + "/chunks/" + index, sealed, upload);
    }

    Answer complete() throws IOException {
        String seal = new JsonObject()
                .put("seal", text(random.bytes(Slp1.SEAL_BYTES)))
                .encode();
        return send(
                "POST",
                "/api/files/" + file + "/complete",
                seal.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                upload);
    }

    Answer missing() throws IOException {
        return send("GET", "/api/files/" + file + "/upload", null, upload);
    }

    Answer find(Token token) throws IOException {
        return send("GET", "/api/shares/" + share, null, token);
    }

    Answer progress() throws IOException {
        return send("GET", "/api/shares/" + share + "/files/" + file + "/progress", null, read);
    }

    Answer download(Token token) throws IOException {
        return send("GET", "/api/shares/" + share + "/files/" + file + "/sealed", null, token);
    }

    Answer download(Token token, long from, long to) throws IOException {
        return send(
                "GET",
                "/api/shares/" + share + "/files/" + file + "/sealed",
                null,
                token,
                "Range",
                "bytes=" + from + "-" + to);
    }

    Answer get(String path, Token token) throws IOException {
        return send("GET", path, null, token);
    }

    Answer delete(Token token) throws IOException {
        return send("DELETE", "/api/shares/" + share, null, token);
    }

    Answer undo(Token token) throws IOException {
        return send("POST", "/api/shares/" + share + "/undo", new byte[0], token);
    }

    private Answer send(String method, String path, byte[] body, Token token, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token.text());
        }
        if (method.equals("POST") && body != null && body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    answer.statusCode(),
                    answer.body(),
                    answer.headers().firstValue("Retry-After").orElse(null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
