package io.slipway.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** @tus/server, the reference server of tus on Node.js, with its file store. */
final class TusPeer implements AutoCloseable {
    static final String NAME = "@tus/server";

    private static final String VERSION = "1.0.0";

    final PeerProcess process;

    private TusPeer(PeerProcess process) {
        this.process = process;
    }

    /** @param peers a folder in which {@code npm install @tus/server @tus/file-store} was run. Empty if it wasn't */
    static Optional<TusPeer> start(Path peers, Path folder) throws IOException, InterruptedException {
        if (!Files.isDirectory(peers.resolve("node_modules/@tus/server"))) {
            return Optional.empty();
        }
        int port = BenchNode.freePort();
        Path root = Files.createDirectories(folder.resolve("tus"));
        Path files = Files.createDirectories(root.resolve("files"));
        Path script = root.resolve("server.mjs");
        try (InputStream in = TusPeer.class.getResourceAsStream("/bench/tus-server.mjs")) {
            Files.write(script, in.readAllBytes());
        }
        List<String> command = List.of(
                "node", script.toString(), peers.toAbsolutePath().toString(), files.toString(), String.valueOf(port));
        return PeerProcess.start(port, command, root.resolve("out.log"), List.of("OPTIONS", "/files"))
                .map(TusPeer::new);
    }

    ProcessMeter meter() {
        return process.meter();
    }

    /** Uploads a part of the source. @return its path on the server */
    String upload(HttpClientSocket http, SourceFile source, long from, long length) throws IOException {
        Map<String, String> creation =
                Map.of("Tus-Resumable", VERSION, "Upload-Length", String.valueOf(length), "Content-Length", "0");
        String location =
                http.send("POST", "/files", creation, "").expect(201).headers().get("location");
        String path = URI.create(location).getPath();
        Map<String, String> bytes = Map.of(
                "Tus-Resumable", VERSION, "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream");
        http.send("PATCH", path, bytes, source.channel, from, length).expect(204);
        return path;
    }

    /** Uploads the source whole. @return its path on the server */
    @CanIgnoreReturnValue
    String upload(SourceFile source) throws IOException {
        try (HttpClientSocket http = new HttpClientSocket(process.url)) {
            return upload(http, source, 0, source.size);
        }
    }

    HttpClientSocket.Answer get(HttpClientSocket http, String path) throws IOException {
        return http.send("GET", path, Map.of(), "").expect(200);
    }

    Rival.Work download(String path, SourceFile source) throws IOException {
        long started = System.nanoTime();
        try (HttpClientSocket http = new HttpClientSocket(process.url)) {
            return source.check(get(http, path), started);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
