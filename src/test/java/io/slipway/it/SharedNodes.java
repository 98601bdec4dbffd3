package io.slipway.it;

import io.slipway.kit.Folders;
import io.slipway.kit.NothingLeftRunning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Nodes that serve all tests of this JVM which ask nothing special of them, so that these share what a start costs. Their borrowers
 * leave them running: what they kill they start again, or leave to the next borrower. They end with the JVM.
 */
public final class SharedNodes {
    private static final String MAX_FILE = "64MiB";
    private static final Map<String, String> ONE = Map.of(
            "SLIPWAY_MAX_FILE", MAX_FILE,
            "SLIPWAY_FOLLOW_TIME", "3s",
            "SLIPWAY_CREATE_RATE", "off",
            "SLIPWAY_CLAIM_RATE", "off");
    private static final Map<String, String> TWO = Map.of(
            "SLIPWAY_MAX_FILE", MAX_FILE,
            "SLIPWAY_PEER_GRACE", "2s",
            "SLIPWAY_CREATE_RATE", "off",
            "SLIPWAY_CLAIM_RATE", "off");

    private static RunningNode one;
    private static RunningCluster two;

    private SharedNodes() {}

    /** A node with files of at most 64 MiB, growing ones followed for 3 s, and no limits per address but those of passwords. */
    public static synchronized RunningNode one() throws IOException {
        if (one == null) {
            RunningNode started = new RunningNode(folder("node-").resolve("data"), ONE).start();
            atTheEnd(started, started.data);
            one = started;
        } else if (!one.isAlive()) {
            one = one.start();
        }
        return one;
    }

    /** Two nodes, both alive, with files of at most 64 MiB, a grace of 2 s for lost peers, and no limits per address. */
    public static synchronized RunningCluster two() throws Exception {
        if (two != null && !two.isWhole()) {
            two.close();
            two = null;
        }
        if (two == null) {
            RunningCluster started = new RunningCluster(folder("cluster-").resolve("data"), 2, TWO).start();
            atTheEnd(started, started.data);
            two = started;
        }
        return two;
    }

    private static Path folder(String prefix) throws IOException {
        Path folder = Folders.make(prefix);
        NothingLeftRunning.isShared(folder);
        return folder;
    }

    private static void atTheEnd(AutoCloseable running, Path data) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                running.close();
                Folders.delete(data.getParent());
            } catch (Exception e) {
                System.err.println("shared nodes did not end cleanly: " + e.getMessage());
            }
        }));
    }
}
