package io.slipway.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** @tus/server, the reference server of tus on Node.js, with its file store. */
final class TusPeer implements AutoCloseable {
    private static final Map<String, String> TUS = Map.of("Tus-Resumable", "1.0.0");

    private final URI url;
    private final Process process;

    private TusPeer(URI url, Process process) {
        this.url = url;
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
        Process process = new ProcessBuilder(
                        "node",
                        script.toString(),
                        peers.toAbsolutePath().toString(),
                        files.toString(),
                        String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("out.log").toFile())
                .start();
        URI url = URI.create("http://127.0.0.1:" + port);
        for (int tries = 0; tries < 500; tries++) {
            try (HttpClientSocket http = new HttpClientSocket(url)) {
                http.send("OPTIONS", "/files", TUS, "");
                return Optional.of(new TusPeer(url, process));
            } catch (IOException notYet) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        process.destroy();
        return Optional.empty();
    }

    ProcessMeter meter() {
        return ProcessMeter.tree(process.toHandle());
    }

    /** Uploads the source whole. @return its path on the server */
    @CanIgnoreReturnValue
    String upload(SourceFile source) throws IOException {
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            String location = http.send(
                            "POST",
                            "/files",
                            Map.of(
                                    "Tus-Resumable",
                                    "1.0.0",
                                    "Upload-Length",
                                    String.valueOf(source.size),
                                    "Content-Length",
                                    "0"),
                            "")
                    .expect(201)
                    .headers()
                    .get("location");
            String path = URI.create(location).getPath();
            http.send(
                            "PATCH",
                            path,
                            Map.of(
                                    "Tus-Resumable",
                                    "1.0.0",
                                    "Upload-Offset",
                                    "0",
                                    "Content-Type",
                                    "application/offset+octet-stream"),
                            source.channel,
                            0,
                            source.size)
                    .expect(204);
            return path;
        }
    }

    Rival.Work download(String path, SourceFile source) throws IOException {
        long started = System.nanoTime();
        try (HttpClientSocket http = new HttpClientSocket(url)) {
            return NodeClient.check(http.send("GET", path, Map.of(), "").expect(200), source, started);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
