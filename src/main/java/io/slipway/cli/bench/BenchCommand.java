package io.slipway.cli.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code slipway bench}. */
@Command(
        name = "bench",
        description = "Measures a node of its own beside the limits of its parts and the peers that are installed.")
public final class BenchCommand implements Callable<Integer> {
    /** The least and the largest size of the file, MiB. */
    static final int MIN_SIZE = 32;

    static final int MAX_SIZE = 65_536;
    /** The most rounds, and the most small files to warm up with. */
    static final int MAX_ROUNDS = 99;

    static final int MAX_WARM_UP = 100_000;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--size",
            defaultValue = "1024",
            paramLabel = "MIB",
            description = "Size of the large file, in MiB, 32 to 65536 (default: ${DEFAULT-VALUE}).")
    int mebibytes;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "Rounds that count, after those that warm up, 1 to 99 (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "2000",
            paramLabel = "FILES",
            description =
                    "Small files that go up and down before the node is measured, 0 to 100000 (default: ${DEFAULT-VALUE}).")
    int warmUpFiles;

    @Option(
            names = "--warm-up-size",
            defaultValue = "3072",
            paramLabel = "MIB",
            description =
                    "How much goes up before large uploads are measured, in MiB, 0 to 65536 (default: ${DEFAULT-VALUE})."
                            + " If both are 0, nothing warms up: for a look at whether it runs.")
    int warmUpMebibytes;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Only these: start, upload, cold, hot, single, ranges, small, changes, relay, sockets.")
    List<String> only = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there, as JSON.")
    Path json;

    @Option(
            names = "--peers",
            defaultValue = ".",
            paramLabel = "FOLDER",
            description =
                    "Where `npm install @tus/server @tus/file-store piping-server peer` was run (default: the current folder).")
    Path peers;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Where to work (default: a new one in the system's temporary folder).")
    Path folder;

    @Override
    public Integer call() throws Exception {
        between("--size", mebibytes, MIN_SIZE, MAX_SIZE);
        between("--rounds", rounds, 1, MAX_ROUNDS);
        between("--warm-up", warmUpFiles, 0, MAX_WARM_UP);
        between("--warm-up-size", warmUpMebibytes, 0, MAX_SIZE);
        Set<Trial> trials = trials();
        Path work = folder == null ? Files.createTempDirectory("slipway-bench") : Files.createDirectories(folder);
        try {
            Site.Plan plan =
                    new Site.Plan(peers, (long) mebibytes << 20, rounds, warmUpFiles, (long) warmUpMebibytes << 20);
            Report report = Bench.run(work, plan, trials);
            System.out.println(report.table());
            if (json != null) {
                Files.writeString(json, report.json());
            }
            return report.whole() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } finally {
            Bench.clear(work);
        }
    }

    private void between(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(spec.commandLine(), option + " is a number from " + least + " to " + most);
        }
    }

    /** In the order of a whole run, whatever the order of the words. */
    private Set<Trial> trials() {
        if (only.isEmpty()) {
            return EnumSet.allOf(Trial.class);
        }
        Set<Trial> trials = EnumSet.noneOf(Trial.class);
        for (String word : only) {
            Optional<Trial> known = Arrays.stream(Trial.values())
                    .filter(trial -> trial.word().equals(word.strip()))
                    .findFirst();
            trials.add(known.orElseThrow(() -> new ParameterException(
                    spec.commandLine(),
                    "--only knows "
                            + Arrays.stream(Trial.values()).map(Trial::word).collect(Collectors.joining(", "))
                            + "; not " + word)));
        }
        return trials;
    }
}
