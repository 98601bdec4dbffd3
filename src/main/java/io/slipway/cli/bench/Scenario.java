package io.slipway.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Rivals that do the same work in turn, several rounds. Each round begins with another of them, and each of them with nothing
 * left to be written that others wrote.
 */
final class Scenario {
    final String name;
    final Unit unit;
    private final List<Rival> rivals = new ArrayList<>();
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    Scenario(String name, Unit unit) {
        this.name = name;
        this.unit = unit;
    }

    @CanIgnoreReturnValue
    Scenario with(Rival rival) {
        rivals.add(rival);
        samples.put(rival.name(), new ArrayList<>());
        return this;
    }

    /** @param warmUps rounds that don't count */
    @CanIgnoreReturnValue
    Scenario run(int warmUps, int rounds) throws Exception {
        for (int round = 0; round < warmUps + rounds; round++) {
            for (int turn = 0; turn < rivals.size(); turn++) {
                Rival rival = rivals.get((round + turn) % rivals.size());
                Sample sample = sample(rival);
                System.err.printf(
                        "  %s, %s, %s: %.1f %s%n",
                        name,
                        rival.name(),
                        round < warmUps ? "warm-up" : "round " + (round - warmUps + 1),
                        unit.main().of().applyAsDouble(sample),
                        unit.main().title());
                if (round >= warmUps) {
                    samples.get(rival.name()).add(sample);
                }
            }
        }
        return this;
    }

    private static Sample sample(Rival rival) throws Exception {
        rival.before().run();
        try {
            settle();
            return rival.sample();
        } finally {
            rival.after().run();
        }
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
        return middle(values(rival, figure));
    }

    /** The median over the rounds of the ratio of two rivals in the same round; NaN if one of them didn't run. */
    double ratio(String rival, String to, ToDoubleFunction<Sample> figure) {
        double[] ours = values(rival, figure);
        double[] theirs = values(to, figure);
        double[] ratios = new double[Math.min(ours.length, theirs.length)];
        Arrays.setAll(ratios, i -> ours[i] / theirs[i]);
        return middle(ratios);
    }

    /** Lowest and highest of one figure. */
    double[] span(String rival, ToDoubleFunction<Sample> figure) {
        double[] values = values(rival, figure);
        Arrays.sort(values);
        return values.length == 0
                ? new double[] {Double.NaN, Double.NaN}
                : new double[] {values[0], values[values.length - 1]};
    }

    private double[] values(String rival, ToDoubleFunction<Sample> figure) {
        return samples.getOrDefault(rival, List.of()).stream()
                .mapToDouble(figure)
                .toArray();
    }

    private static double middle(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
