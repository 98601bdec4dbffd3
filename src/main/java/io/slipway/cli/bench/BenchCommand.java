package io.slipway.cli.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway bench}. */
@Command(
        name = "bench",
        description = "Measures a node of its own beside the limits of its parts and the peers that are installed.")
public final class BenchCommand implements Callable<Integer> {
    @Option(
            names = "--size",
            defaultValue = "1024",
            paramLabel = "MIB",
            description = "Size of the file, in MiB (default: ${DEFAULT-VALUE}).")
    int mebibytes;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds that count, after one that warms up (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there, as JSON.")
    Path json;

    @Option(
            names = "--peers",
            defaultValue = ".",
            paramLabel = "FOLDER",
            description = "Where `npm install @tus/server @tus/file-store` was run (default: the current folder).")
    Path peers;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Where to work (default: a new one in the system's temporary folder).")
    Path folder;

    @Override
    public Integer call() throws Exception {
        Path work = folder == null ? Files.createTempDirectory("slipway-bench") : Files.createDirectories(folder);
        try {
            Report report = new Bench(work, peers, (long) mebibytes << 20, rounds).run();
            System.out.println(report.table());
            if (json != null) {
                Files.writeString(json, report.json());
            }
            return 0;
        } finally {
            Bench.clear(work);
        }
    }
}
