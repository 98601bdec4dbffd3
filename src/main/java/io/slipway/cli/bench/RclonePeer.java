package io.slipway.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code rclone serve webdav} on a folder, as its manual starts it. */
final class RclonePeer {
    static final String NAME = "rclone serve webdav";

    private RclonePeer() {}

    /** Empty if rclone isn't installed. */
    static Optional<DavPeer> start(Path folder) throws IOException, InterruptedException {
        Optional<Path> binary = PeerProcess.find("rclone");
        if (binary.isEmpty()) {
            return Optional.empty();
        }
        int port = BenchNode.freePort();
        Path root = Files.createDirectories(folder.resolve("rclone"));
        Path files = Files.createDirectories(root.resolve("files"));
        Path configuration = Files.createFile(root.resolve("rclone.conf"));
        List<String> command = List.of(
                binary.get().toString(),
                "serve",
                "webdav",
                files.toString(),
                "--addr",
                "127.0.0.1:" + port,
                "--config",
                configuration.toString());
        return PeerProcess.start(port, command, root.resolve("out.log"), List.of("OPTIONS", "/"))
                .map(process -> new DavPeer(NAME, process));
    }
}
