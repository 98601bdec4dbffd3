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
import java.util.Base64;
import java.util.Map;

/** Does to a node what curl and the page do, as cheaply as can be. */
final class NodeClient {
    /** What downloads of open files ask for: the file, not its page. */
    static final Map<String, String> ANYTHING = Map.of("Accept", "*/*");

    private static final int META_BYTES = 256 + Slp1.BLOCK_OVERHEAD;
    private static final int SMALL = 1 << 16;

    final URI url;
    private final Randomness randomness;

    NodeClient(URI url, Randomness randomness) {
        this.url = url;
        this.randomness = randomness;
    }

    /** A sealed file as the page would have made it: to the node its chunks are opaque, so the source's bytes will do. */
    record Sealed(ShareId share, FileId file, Token owner, Token read, Token upload, long size) {
        String path() {
            return "/api/shares/" + share + "/files/" + file + "/sealed";
        }

        Map<String, String> reader() {
            return bearer(read);
        }

        /** How many bytes it has when sealed. */
        long sealedSize() {
            return Sizes.sealed(size);
        }
    }

    private static Map<String, String> bearer(Token token) {
        return Map.of("Authorization", "Bearer " + token.text());
    }

    private static Map<String, String> json(Token token) {
        return Map.of("Authorization", "Bearer " + token.text(), "Content-Type", "application/json");
    }

    HttpClientSocket connect() throws IOException {
        return new HttpClientSocket(url);
    }

    /** What {@code curl -T} does. @return the path of the link */
    String putOpen(HttpClientSocket http, SourceFile source, long from, long length) throws IOException {
        String link = http.send("PUT", "/bench.bin", Map.of(), source.channel, from, length)
                .expect(201)
                .text()
                .strip();
        return URI.create(link).getPath();
    }

    /** Uploads the source whole. @return the path of the link */
    @CanIgnoreReturnValue
    String uploadOpen(SourceFile source) throws IOException {
        try (HttpClientSocket http = connect()) {
            return putOpen(http, source, 0, source.size);
        }
    }

    Rival.Work downloadOpen(String path, SourceFile source) throws IOException {
        long started = System.nanoTime();
        try (HttpClientSocket http = connect()) {
            return source.check(http.send("GET", path, ANYTHING, "").expect(200), started);
        }
    }

    /** Announces a sealed file. @param size of its plaintext */
    Sealed announce(HttpClientSocket http, long size) throws IOException {
        FileId fileId = randomness.fileId();
        Sealed sealed = new Sealed(
                randomness.shareId(),
                fileId,
                Token.random(randomness),
                Token.random(randomness),
                Token.random(randomness),
                size);
        JsonObject file = new JsonObject()
                .put("header", text(FileHeader.of(fileId, size).bytes()))
                .put("commit", text(randomness.bytes(32)))
                .put("meta", text(randomness.bytes(META_BYTES)))
                .put("wrap", text(randomness.bytes(Slp1.WRAP_BYTES)))
                .put("upload", text(sealed.upload.verifier().bytes()));
        JsonObject share = new JsonObject()
                .put("share", sealed.share.text())
                .put("lifetime", null)
                .put("owner", text(sealed.owner.verifier().bytes()))
                .put("read", text(sealed.read.verifier().bytes()))
                .put("wrap", text(randomness.bytes(Slp1.WRAP_BYTES)))
                .put("commit", text(randomness.bytes(32)))
                .put("meta", null)
                .put("files", new JsonArray().add(file));
        http.send("POST", "/api/shares", Map.of("Content-Type", "application/json"), share.encode())
                .expect(201);
        return sealed;
    }

    /** Announces a sealed file whose sealed bytes just fit into so many. */
    Sealed create(long sourceSize) throws IOException {
        try (HttpClientSocket http = connect()) {
            return announce(http, sourceSize / Slp1.SEALED_CHUNK_BYTES * Slp1.CHUNK_BYTES);
        }
    }

    /** Sends chunk {@code n}. @param from where its bytes begin in the source */
    void putChunk(HttpClientSocket http, Sealed sealed, long n, SourceFile source, long from) throws IOException {
        http.send(
                        "PUT",
                        "/api/files/" + sealed.file + "/chunks/" + n,
                        bearer(sealed.upload),
                        source.channel,
                        from,
                        Sizes.sealedLength(n, sealed.size))
                .expect(201);
    }

    /** Says that all chunks are there. */
    void complete(HttpClientSocket http, Sealed sealed) throws IOException {
        JsonObject seal = new JsonObject().put("seal", text(randomness.bytes(Slp1.SEAL_BYTES)));
        http.send("POST", "/api/files/" + sealed.file + "/complete", json(sealed.upload), seal.encode())
                .expect(200);
    }

    /** A whole sealed file of one chunk. @param from where its bytes begin in the source */
    Sealed putSealed(HttpClientSocket http, long size, SourceFile source, long from) throws IOException {
        Sealed sealed = announce(http, size);
        putChunk(http, sealed, 0, source, from);
        complete(http, sealed);
        return sealed;
    }

    /** Uploads all chunks over some connections at once and completes the file. @return with the time that each chunk took */
    @CanIgnoreReturnValue
    Rival.Work sendChunks(Sealed sealed, SourceFile source, int connections) throws Exception {
        int chunks = (int) Sizes.chunks(sealed.size);
        Rival.Work sent = Crew.talk(url, connections, chunks, (http, n) -> {
            putChunk(http, sealed, n, source, Sizes.sealedOffset(n));
            return Sizes.sealedLength(n, sealed.size);
        });
        long completing = System.nanoTime();
        try (HttpClientSocket http = connect()) {
            complete(http, sealed);
        }
        double seconds = sent.seconds() + (System.nanoTime() - completing) / 1e9;
        return new Rival.Work(sent.bytes(), seconds, sent.latencies());
    }

    /** A sealed file that nobody has downloaded yet. */
    Sealed uploadSealed(SourceFile source, long sourceSize, int connections) throws Exception {
        Sealed sealed = create(sourceSize);
        sendChunks(sealed, source, connections);
        return sealed;
    }

    /** @param crc of all sealed bytes */
    @CanIgnoreReturnValue
    Rival.Work downloadSealed(Sealed sealed, long crc) throws IOException {
        long started = System.nanoTime();
        try (HttpClientSocket http = connect()) {
            HttpClientSocket.Answer answer =
                    http.send("GET", sealed.path(), sealed.reader(), "").expect(200);
            Rival.Work work = Rival.Work.since(started, answer.length());
            answer.expect(sealed.sealedSize(), crc);
            return work;
        }
    }

    /** Gives a share another title, as its owner. @param version the next one, counted from 1 */
    void retitle(HttpClientSocket http, Sealed sealed, int version) throws IOException {
        JsonObject meta = new JsonObject()
                .put("block", text(randomness.bytes(META_BYTES)))
                .put("version", version);
        String after = http.send(
                        "PATCH",
                        "/api/shares/" + sealed.share,
                        json(sealed.owner),
                        new JsonObject().put("meta", meta).encode())
                .expect(200)
                .text();
        if (!after.contains("\"metaVersion\":" + version + ",")) {
            throw new IOException("a change that was answered isn't shown: " + after);
        }
    }

    /**
     * Many small files up and down: per chunk they run the same code as large ones, so that the compilers are done with it
     * before anything is measured.
     */
    void warmUp(SourceFile source, int files) throws IOException {
        try (HttpClientSocket http = connect()) {
            for (int i = 0; i < files; i++) {
                String link = putOpen(http, source, 0, SMALL);
                http.send("GET", link, ANYTHING, "").expect(200);
                Sealed sealed = putSealed(http, SMALL, source, 0);
                http.send("GET", sealed.path(), sealed.reader(), "").expect(200);
            }
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
