package io.slipway.cli.chaos;

import io.slipway.cli.cluster.NodeChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What is resident of some nodes' processes, as Linux's {@code /proc} tells it. */
final class NodeMemory {
    private static final String RESIDENT = "VmRSS:";
    private static final double KIB_PER_MIB = 1024;

    private final List<NodeChild> nodes;

    NodeMemory(List<NodeChild> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** MiB of each node. @throws IOException if one has ended, or this isn't Linux */
    double[] each() throws IOException {
        double[] all = new double[nodes.size()];
        for (int node = 0; node < all.length; node++) {
            all[node] = mebibytes(nodes.get(node).pid());
        }
        return all;
    }

    /** MiB of all of them. */
    double sum() throws IOException {
        return Arrays.stream(each()).sum();
    }

    private static double mebibytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
            if (line.startsWith(RESIDENT)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB;
            }
        }
        throw new IOException("process " + pid + " has no memory any more");
    }
}
