package io.slipway.cli.bench;

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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Does to a node what curl and the page do, as cheaply as can be. */
final class NodeClient {
    private final URI url;
    private final Randomness randomness;

    NodeClient(URI url, Randomness randomness) {
        this.url = url;
        this.randomness = randomness;
    }

    /** What {@code curl -T} does. @return the path of the link */
    @CanIgnoreReturnValue
    String uploadOpen(SourceFile source) throws IOException {
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            String link = http.send("PUT", "/bench.bin", Map.of(), source.channel, 0, source.size)
                    .expect(201)
                    .text()
                    .strip();
            return URI.create(link).getPath();
        }
    }

    Rival.Work downloadOpen(String path, SourceFile source) throws IOException {
        long started = System.nanoTime();
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            return check(http.send("GET", path, Map.of("Accept", "*/*"), "").expect(200), source, started);
        }
    }

    static Rival.Work check(HttpClientSocket.Answer answer, SourceFile source, long started) throws IOException {
        Rival.Work work = Rival.Work.since(started, answer.length());
        if (answer.length() != source.size || answer.crc() != source.crc) {
            throw new IOException("other bytes came back");
        }
        return work;
    }

    /** A sealed file as the page would have made it: to the node its chunks are opaque, so the source's bytes will do. */
    record Sealed(ShareId share, FileId file, Token read, Token upload, long size) {
        String sealedPath() {
            return "/api/shares/" + share + "/files/" + file + "/sealed";
        }

        Map<String, String> reader() {
            return Map.of("Authorization", "Bearer " + read.text());
        }

        long sealedSize() {
            return Sizes.sealed(size);
        }
    }

    /** Announces a sealed file whose sealed bytes just fit into the source. */
    Sealed create(long sourceSize) throws IOException {
        return announce(sourceSize / Slp1.SEALED_CHUNK_BYTES * Slp1.CHUNK_BYTES);
    }

    /**
     * Many small files up and down: per chunk they run the same code as large ones, so that the compilers are done with it
     * before anything is measured.
     */
    void warmUp(SourceFile source, int files) throws Exception {
        int small = 1 << 16;
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            for (int i = 0; i < files; i++) {
                String link = http.send("PUT", "/warm.bin", Map.of(), source.channel, 0, small)
                        .expect(201)
                        .text()
                        .strip();
                http.send("GET", URI.create(link).getPath(), Map.of("Accept", "*/*"), "")
                        .expect(200);
                Sealed sealed = announce(small);
                sendChunks(sealed, source, 1);
                http.send("GET", sealed.sealedPath(), sealed.reader(), "").expect(200);
            }
        }
    }

    private Sealed announce(long size) throws IOException {
        FileId fileId = randomness.fileId();
        Sealed sealed =
                new Sealed(randomness.shareId(), fileId, Token.random(randomness), Token.random(randomness), size);
        JsonObject file = new JsonObject()
                .put("header", text(FileHeader.of(fileId, size).bytes()))
                .put("commit", text(randomness.bytes(32)))
                .put("meta", text(randomness.bytes(256 + Slp1.BLOCK_OVERHEAD)))
                .put("wrap", text(randomness.bytes(Slp1.WRAP_BYTES)))
                .put("upload", text(sealed.upload.verifier().bytes()));
        JsonObject share = new JsonObject()
                .put("share", sealed.share.text())
                .put("lifetime", null)
                .put("owner", text(Token.random(randomness).verifier().bytes()))
                .put("read", text(sealed.read.verifier().bytes()))
                .put("wrap", text(randomness.bytes(Slp1.WRAP_BYTES)))
                .put("commit", text(randomness.bytes(32)))
                .put("meta", null)
                .put("files", new JsonArray().add(file));
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            http.send("POST", "/api/shares", Map.of("Content-Type", "application/json"), share.encode())
                    .expect(201);
        }
        return sealed;
    }

    /** Uploads the chunks over some connections at once and completes the file. */
    Rival.Work uploadSealed(SourceFile source, int connections) throws Exception {
        Sealed sealed = create(source.size);
        long started = System.nanoTime();
        sendChunks(sealed, source, connections);
        return Rival.Work.since(started, sealed.sealedSize());
    }

    void sendChunks(Sealed sealed, SourceFile source, int connections) throws Exception {
        Map<String, String> bearer = Map.of("Authorization", "Bearer " + sealed.upload.text());
        AtomicLong next = new AtomicLong();
        ExecutorService clients = Executors.newFixedThreadPool(connections);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                running.add(clients.submit(() -> {
                    sendSome(sealed, source, next, bearer);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            clients.shutdownNow();
        }
        JsonObject seal = new JsonObject().put("seal", text(randomness.bytes(Slp1.SEAL_BYTES)));
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            http.send(
                            "POST",
                            "/api/files/" + sealed.file + "/complete",
                            Map.of(
                                    "Authorization",
                                    "Bearer " + sealed.upload.text(),
                                    "Content-Type",
                                    "application/json"),
                            seal.encode())
                    .expect(200);
        }
    }

    private void sendSome(Sealed sealed, SourceFile source, AtomicLong next, Map<String, String> bearer)
            throws IOException {
        long chunks = Sizes.chunks(sealed.size);
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            for (long n = next.getAndIncrement(); n < chunks; n = next.getAndIncrement()) {
                http.send(
                                "PUT",
                                "/api/files/" + sealed.file + "/chunks/" + n,
                                bearer,
                                source.channel,
                                Sizes.sealedOffset(n),
                                Sizes.sealedLength(n, sealed.size))
                        .expect(201);
            }
        }
    }

    Rival.Work downloadSealed(Sealed sealed, SourceFile source, long crc) throws IOException {
        long started = System.nanoTime();
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            HttpClientSocket.Answer answer =
                    http.send("GET", sealed.sealedPath(), sealed.reader(), "").expect(200);
            Rival.Work work = Rival.Work.since(started, answer.length());
            if (answer.length() != sealed.sealedSize() || answer.crc() != crc) {
                throw new IOException("other bytes came back");
            }
            return work;
        }
    }

    /** Asks for random ranges, one after another, over one connection. */
    static Rival.Work ranges(
            URI url, String path, Map<String, String> headers, SourceFile source, RangePlan plan, long seed)
            throws IOException {
        Random random = new Random(seed);
        double[] latencies = new double[plan.count()];
        long bytes = 0;
        long started = System.nanoTime();
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            for (int i = 0; i < latencies.length; i++) {
                long from = random.nextLong(plan.steps()) * plan.step();
                Map<String, String> all = new java.util.HashMap<>(headers);
                all.put("Range", "bytes=" + from + "-" + (from + plan.length() - 1));
                long begun = System.nanoTime();
                HttpClientSocket.Answer answer = http.send("GET", path, all, "").expect(206);
                latencies[i] = (System.nanoTime() - begun) / 1e6;
                if (answer.length() != plan.length() || answer.crc() != source.crc(from, plan.length())) {
                    throw new IOException("other bytes came back");
                }
                bytes += answer.length();
            }
        }
        return Rival.Work.since(started, bytes, latencies);
    }

    /** Ranges begin at a multiple of {@code step}, one of {@code steps}. */
    record RangePlan(int count, long steps, long step, long length) {}

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
