package io.slipway.cli.bench;

import io.slipway.cli.cluster.NodeJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two nodes in processes of their own, as {@code slipway cluster} starts them. */
final class BenchCluster implements AutoCloseable {
    private static final Pattern NODE = Pattern.compile("  node \\d+ +(http://\\S+) +process \\d+");
    private static final int NODES = 2;
    private static final int END_SECONDS = 70;

    /** Where each of them is. */
    final List<URI> nodes;

    private final Process process;

    /** @param data a new folder */
    BenchCluster(Path data) throws IOException, InterruptedException {
        Files.createDirectories(data);
        ProcessBuilder builder = new ProcessBuilder(
                NodeJvm.command("cluster", String.valueOf(NODES), "--port", String.valueOf(BenchNode.freePort())));
        builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_"));
        builder.environment().put("SLIPWAY_DATA", data.toString());
        Path log = data.resolveSibling(data.getFileName() + ".log");
        process = builder.redirectError(log.toFile()).start();
        nodes = read();
        if (nodes.size() < NODES) {
            close();
            throw new IOException("the nodes did not get ready:\n" + Files.readString(log));
        }
    }

    private List<URI> read() throws IOException {
        List<URI> read = new ArrayList<>();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null && read.size() < NODES; line = lines.readLine()) {
            Matcher node = NODE.matcher(line);
            if (node.matches()) {
                read.add(URI.create(node.group(1)));
            }
        }
        return read;
    }

    /** All of them, with their broker and their Redis. */
    ProcessMeter meter() {
        return ProcessMeter.tree(process.toHandle());
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
