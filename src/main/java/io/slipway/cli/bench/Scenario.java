package io.slipway.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Rivals that do the same work in turn, several rounds; the first warms up and doesn't count. */
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
        return this;
    }

    Scenario run(int rounds) throws Exception {
        for (int round = 0; round <= rounds; round++) {
            for (Rival rival : rivals) {
                Sample sample = rival.sample();
                System.err.printf(
                        "  %s, %s, %s: %.0f MB/s%n",
                        name, rival.name(), round == 0 ? "warm-up" : "round " + round, sample.megabytesPerSecond());
                if (round > 0) {
                    samples.computeIfAbsent(rival.name(), first -> new ArrayList<>())
                            .add(sample);
                }
            }
        }
        return this;
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
