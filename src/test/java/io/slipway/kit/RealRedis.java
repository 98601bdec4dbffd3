package io.slipway.kit;

import io.slipway.node.embedded.DataFolder;
import io.slipway.node.embedded.EmbeddedServices;
import io.slipway.node.embedded.RedisAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** A real Redis of either version, in a folder of its own, which keeps its file over restarts. */
public final class RealRedis implements AutoCloseable {
    private final Path path;
    private final String searchPath;
    private DataFolder folder;
    private EmbeddedServices services;

    private RealRedis(Path path, String searchPath) {
        this.path = path;
        this.searchPath = searchPath;
    }

    /** @param carried whether to take the binary that the jar carries (6.2) and not the one on the path (7 or newer) */
    public static RealRedis start(boolean carried) throws IOException, InterruptedException {
        RealRedis redis = new RealRedis(Folders.make("redis-"), carried ? "" : System.getenv("PATH"));
        redis.launch();
        return redis;
    }

    public RedisAddress address() {
        return services.redis().orElseThrow();
    }

    /** Starts it again on what its file holds, at the same address. */
    public void launch() throws IOException, InterruptedException {
        folder = DataFolder.open(path, new SecureRandom());
        services = new EmbeddedServices(folder, new EmbeddedServices.Wanted(false, true, 512, searchPath));
        services.start();
    }

    /** SIGKILL. @param pid as {@code INFO server} gives it */
    public void kill(long pid) throws InterruptedException, IOException {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        if (process.destroyForcibly()) {
            process.onExit().join();
        }
        services.stop();
        folder.close();
    }

    @Override
    public void close() {
        try {
            services.stop();
            folder.close();
            Folders.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
