package io.slipway.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** nginx as a file server with WebDAV PUT: what the kernel and a few lines of C can do. Two workers, sendfile. */
final class NginxPeer implements AutoCloseable {
    final URI url;
    private final Process process;

    private NginxPeer(URI url, Process process) {
        this.url = url;
        this.process = process;
    }

    /** Empty if nginx isn't installed, or hasn't the WebDAV module. */
    static Optional<NginxPeer> start(Path folder) throws IOException, InterruptedException {
        Optional<Path> binary = Stream.of(
                        "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (binary.isEmpty()) {
            return Optional.empty();
        }
        int port = BenchNode.freePort();
        Path root = Files.createDirectories(folder.resolve("nginx"));
        Files.createDirectories(root.resolve("files"));
        Path conf = root.resolve("nginx.conf");
        Files.writeString(
                conf,
                """
                %3$s
                worker_processes 2;
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 256; }
                http {
                    access_log off;
                    sendfile on;
                    client_max_body_size 0;
                    client_body_buffer_size 1m;
                    client_body_temp_path %1$s/temp;
                    proxy_temp_path %1$s/temp-proxy;
                    fastcgi_temp_path %1$s/temp-fastcgi;
                    uwsgi_temp_path %1$s/temp-uwsgi;
                    scgi_temp_path %1$s/temp-scgi;
                    server {
                        listen 127.0.0.1:%2$d;
                        root %1$s/files;
                        location / { dav_methods PUT; create_full_put_path on; }
                    }
                }
                """
                        .formatted(root, port, "root".equals(System.getProperty("user.name")) ? "user root;" : ""));
        Process process = new ProcessBuilder(binary.get().toString(), "-p", root.toString(), "-c", conf.toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("out.log").toFile())
                .start();
        URI url = URI.create("http://127.0.0.1:" + port);
        for (int tries = 0; tries < 500 && process.isAlive(); tries++) {
            try (HttpClientSocket http = new HttpClientSocket(url)) {
                http.send("GET", "/", Map.of(), "");
                return Optional.of(new NginxPeer(url, process));
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

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
