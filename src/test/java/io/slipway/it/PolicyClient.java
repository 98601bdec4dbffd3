package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.seal.Randomness;
import io.slipway.seal.Sizes;
import io.slipway.seal.Token;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** An owner and its guests: says what headers a request has, and sees all of the answer. */
final class PolicyClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    final SealedClient inner;
    final Token owner;
    final Token read;
    final io.slipway.model.FileId file;
    /** Whether the edit that a test waits for was made. */
    volatile boolean patched;

    private final URI node;

    PolicyClient(URI node, long size, long lifetime, Randomness random) {
        this.node = node;
        inner = new SealedClient(node, size, lifetime, random);
        owner = inner.owner;
        read = inner.read;
        file = inner.file;
    }

    record Reply(int status, byte[] body, HttpResponse<byte[]> response) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonObject json() {
            assertThat(status).as(text()).isBetween(200, 299);
            return new JsonObject(text());
        }

        String code() {
            return status < 300 ? status + " " + text() : new JsonObject(text()).getString("code");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    /** Makes the share, with its file complete. */
    void kept() throws IOException {
        assertThat(inner.create().status()).isEqualTo(201);
        for (long i = 0; i < Sizes.chunks(inner.size); i++) {
            assertThat(inner.put(i, inner.sealedChunk(i)).status()).isEqualTo(201);
        }
        assertThat(inner.complete().status()).isEqualTo(200);
    }

    long sealedBytes() {
        return Sizes.sealed(inner.size);
    }

    String sealedPath() {
        return "/files/" + file + "/sealed";
    }

    Reply find(Token token) throws IOException {
        return send("GET", "", null, token);
    }

    Reply download(Token token) throws IOException {
        return sealed(file.text(), token);
    }

    Reply sealed(String fileId, Token token) throws IOException {
        return send("GET", "/files/" + fileId + "/sealed", null, token);
    }

    /** @param revision that it is an edit of; below 0: of any */
    Reply patch(JsonObject wish, int revision) throws IOException {
        return revision < 0
                ? send("PATCH", "", wish.encode(), owner)
                : send("PATCH", "", wish.encode(), owner, "If-Match", "\"" + revision + "\"");
    }

    /** @param path below the share's */
    Reply send(String method, String path, String body, Token token, String... headers) throws IOException {
        return send(node, method, "/api/shares/" + inner.share + path, body, token, headers);
    }

    /** The bytes as they come. */
    InputStream stream(Token token) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(node.resolve("/api/shares/" + inner.share + sealedPath()))
                .header("Authorization", "Bearer " + token.text())
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    static Reply get(URI node, String path, String... headers) throws IOException {
        return send(node, "GET", path, null, null, headers);
    }

    static Reply open(URI node, String name, byte[] content, String... headers) throws IOException {
        return exchange(
                HttpRequest.newBuilder(node.resolve("/" + name)).PUT(HttpRequest.BodyPublishers.ofByteArray(content)),
                headers);
    }

    /** Makes a tus upload of that name with its first bytes. */
    static Reply tus(URI node, String name, byte[] content, long length) throws IOException {
        String encoded = Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
        return exchange(
                HttpRequest.newBuilder(node.resolve("/api/tus")).POST(HttpRequest.BodyPublishers.ofByteArray(content)),
                "Tus-Resumable",
                "1.0.0",
                "Upload-Length",
                Long.toString(length),
                "Upload-Metadata",
                "filename " + encoded,
                "Content-Type",
                "application/offset+octet-stream");
    }

    static Reply send(URI node, String method, String path, String body, Token token, String... headers)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token.text());
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return exchange(request, headers);
    }

    private static Reply exchange(HttpRequest.Builder request, String... headers) throws IOException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> answer =
                    HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(answer.statusCode(), answer.body(), answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
