package io.slipway.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Rivals that do the same work in turn, several rounds; the first warms up and doesn't count. Each round begins with another
 * of them, and each of them with nothing left to be written that others wrote.
 */
final class Scenario {
    final String name;
    private final List<Rival> rivals = new ArrayList<>();
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    Scenario(String name) {
        this.name = name;
    }

    @CanIgnoreReturnValue
    Scenario with(Rival rival) {
        rivals.add(rival);
        samples.put(rival.name(), new ArrayList<>());
        return this;
    }

    Scenario run(int rounds) throws Exception {
        for (int round = 0; round <= rounds; round++) {
            for (int turn = 0; turn < rivals.size(); turn++) {
                Rival rival = rivals.get((round + turn) % rivals.size());
                settle();
                Sample sample = rival.sample();
                System.err.printf(
                        "  %s, %s, %s: %.0f MB/s%n",
                        name, rival.name(), round == 0 ? "warm-up" : "round " + round, sample.megabytesPerSecond());
                if (round > 0) {
                    samples.get(rival.name()).add(sample);
                }
            }
        }
        return this;
    }

    /** Where there is no such command the figures are less steady, that is all. */
    private static void settle() throws InterruptedException {
        try {
            Process sync = new ProcessBuilder("sync").inheritIO().start();
            if (sync.waitFor() != 0) {
                System.err.println("  sync failed: what was written before may disturb what comes");
            }
        } catch (IOException e) {
            System.err.println("  no sync here: what was written before may disturb what comes");
        }
    }

    List<String> rivals() {
        return List.copyOf(samples.keySet());
    }

    /** The median over the rounds of one figure of one rival; NaN if it didn't run. */
    double median(String rival, ToDoubleFunction<Sample> figure) {
        double[] values = samples.getOrDefault(rival, List.of()).stream()
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return values.length == 0 ? Double.NaN : values[values.length / 2];
    }

    /** The median over the rounds of the ratio of two rivals in the same round. */
    double ratio(String rival, String to, ToDoubleFunction<Sample> figure) {
        List<Sample> ours = samples.getOrDefault(rival, List.of());
        List<Sample> theirs = samples.getOrDefault(to, List.of());
        double[] ratios = new double[Math.min(ours.size(), theirs.size())];
        Arrays.setAll(ratios, i -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)));
        Arrays.sort(ratios);
        return ratios.length == 0 ? Double.NaN : ratios[ratios.length / 2];
    }

    /** Lowest and highest of one figure. */
    double[] span(String rival, ToDoubleFunction<Sample> figure) {
        List<Double> values = samples.get(rival).stream()
                .map(figure::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        return new double[] {values.get(0), values.get(values.size() - 1)};
    }
}
