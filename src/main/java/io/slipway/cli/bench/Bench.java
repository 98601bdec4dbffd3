package io.slipway.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** One whole run: the node and its rivals side by side, on one machine, at one time. */
final class Bench {
    private Bench() {}

    /** What one trial breaks doesn't take from the others. @param folder an empty one for all that is written */
    static Report run(Path folder, Site.Plan plan, Collection<Trial> trials) throws Exception {
        List<Report.Findings> findings = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        try (Site site = new Site(folder, plan)) {
            for (Trial trial : trials) {
                System.err.println(trial.word());
                try {
                    findings.add(trial.on(site));
                } catch (IOException failure) {
                    failed.add(trial.word() + ": " + failure.getMessage());
                    System.err.println("  failed: " + failure.getMessage());
                }
            }
            return new Report(setting(plan), site.missing, failed, findings);
        }
    }

    private static String setting(Site.Plan plan) {
        return String.format(
                Locale.ROOT,
                "%d MiB, %d rounds after a warm-up of %d MiB and %d small files, %d cores, Java %s; node with the launcher's"
                        + " flags; CPU and memory of the node are with its broker and its Redis.",
                plan.size() >> 20,
                plan.rounds(),
                plan.warmUpBytes() >> 20,
                plan.warmUpFiles(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"));
    }

    /** Deletes what a run has left. */
    static void clear(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
