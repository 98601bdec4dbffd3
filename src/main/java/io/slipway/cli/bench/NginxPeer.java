package io.slipway.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** nginx as a file server with WebDAV PUT: what the kernel and a few lines of C can do. Two workers, sendfile. */
final class NginxPeer {
    static final String NAME = "nginx (limit)";

    private static final String CONFIGURATION =
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
                keepalive_requests 1000000;
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
            """;

    private NginxPeer() {}

    /** Empty if nginx isn't installed, or hasn't the WebDAV module. */
    static Optional<DavPeer> start(Path folder) throws IOException, InterruptedException {
        Optional<Path> binary = PeerProcess.find("nginx");
        if (binary.isEmpty()) {
            return Optional.empty();
        }
        int port = BenchNode.freePort();
        Path root = Files.createDirectories(folder.resolve("nginx"));
        Files.createDirectories(root.resolve("files"));
        Path conf = root.resolve("nginx.conf");
        String user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
        Files.writeString(conf, CONFIGURATION.formatted(root, port, user));
        List<String> command = List.of(binary.get().toString(), "-p", root.toString(), "-c", conf.toString());
        return PeerProcess.start(port, command, root.resolve("out.log"), List.of("GET", "/"))
                .map(process -> new DavPeer(NAME, process));
    }
}
