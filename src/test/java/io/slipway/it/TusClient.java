package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Speaks tus 1.0, word by word, so that tests can say what stands in which header. */
final class TusClient {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** By file, where its share is seen. */
    private static final Map<String, String> shares = new ConcurrentHashMap<>();

    private final URI node;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TusClient(URI node) {
        this.node = node;
    }

    /** @param headers names and values by turns; what isn't there isn't sent */
    HttpResponse<byte[]> plain(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path))
                .timeout(LIMIT)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** As {@link #plain}, with the version. */
    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Tus-Resumable", "1.0.0"));
        all.addAll(List.of(headers));
        HttpResponse<byte[]> response = plain(method, path, body, all.toArray(String[]::new));
        assertThat(header(response, "Tus-Resumable")).as(method + " " + path).isEqualTo("1.0.0");
        return response;
    }

    HttpResponse<byte[]> post(String... headers) {
        return send("POST", "/api/tus", null, headers);
    }

    /** The path of a new upload. */
    String create(long length, String... headers) {
        List<String> all = new ArrayList<>(List.of("Upload-Length", Long.toString(length)));
        all.addAll(List.of(headers));
        return made(post(all.toArray(String[]::new)));
    }

    static String made(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(201);
        String path = header(response, "Location");
        String status = header(response, "X-Url-Status");
        if (status != null) {
            shares.put(path.split("/")[3], URI.create(status).getPath());
        }
        return path;
    }

    HttpResponse<byte[]> patch(String path, long offset, byte[] bytes, String... headers) {
        List<String> all = new ArrayList<>(
                List.of("Content-Type", "application/offset+octet-stream", "Upload-Offset", Long.toString(offset)));
        all.addAll(List.of(headers));
        return send("PATCH", path, bytes, all.toArray(String[]::new));
    }

    HttpResponse<byte[]> head(String path) {
        return send("HEAD", path, null);
    }

    long offset(String path) {
        HttpResponse<byte[]> response = head(path);
        assertThat(response.statusCode()).isEqualTo(200);
        return Long.parseLong(header(response, "Upload-Offset"));
    }

    /** What the share of an upload holds. */
    HttpResponse<byte[]> download(String path) {
        String link = header(head(path), "X-Share-Link");
        return plain("GET", URI.create(link).getPath(), null);
    }

    /** Waits until so many chunks of an upload are stored, without asking its holder to let go. */
    void untilStored(String path, int chunks) {
        String file = path.split("/")[3];
        String status = shares.get(file);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        long stored = 0;
        while (stored < chunks) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            stored = new JsonObject(text(plain("GET", status, null)))
                    .getJsonArray("files")
                    .getJsonObject(0)
                    .getLong("storedChunks");
        }
    }

    /** Begins a PATCH, once the node is ready for its bytes, and leaves it in the middle, the connection open. */
    Socket begin(String path, long offset, long announced, byte[] bytes, String... headers) {
        try {
            Socket socket = new Socket(node.getHost(), node.getPort());
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream()
                    .write(("PATCH " + path + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nContent-Length: "
                                    + announced
                                    + "\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: " + offset
                                    + "\r\nExpect: 100-continue\r\n"
                                    + String.join(
                                            "",
                                            Arrays.stream(headers)
                                                    .map(h -> h + "\r\n")
                                                    .toList())
                                    + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String ready = new String(socket.getInputStream().readNBytes(25), StandardCharsets.US_ASCII);
            assertThat(ready).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null if it isn't there. */
    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static byte[] content(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
