package io.slipway.cli.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** The figures of a run, as a table for people and as JSON for the next run to be compared with. */
final class Report {
    /** A ratio that says how near a part of the node is to its limit. */
    record Ratio(String what, double value, String goal) {}

    private final List<Scenario> scenarios;
    private final List<Ratio> ratios;
    private final String setting;

    Report(String setting, List<Scenario> scenarios, List<Ratio> ratios) {
        this.setting = setting;
        this.scenarios = scenarios;
        this.ratios = ratios;
    }

    String table() {
        StringBuilder out = new StringBuilder(setting).append("\n\n");
        out.append("| scenario | who | MB/s [min, max] | CPU s/GiB | peak RSS MiB | p50 ms | p99 ms |\n");
        out.append("|---|---|---|---|---|---|---|\n");
        for (Scenario scenario : scenarios) {
            for (String rival : scenario.rivals()) {
                double[] span = scenario.span(rival, Sample::megabytesPerSecond);
                out.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %.0f [%.0f, %.0f] | %.2f | %.0f | %s | %s |%n",
                        scenario.name,
                        rival,
                        scenario.median(rival, Sample::megabytesPerSecond),
                        span[0],
                        span[1],
                        scenario.median(rival, Sample::cpuSecondsPerGibibyte),
                        scenario.median(rival, Sample::peakMebibytes),
                        latency(scenario.median(rival, sample -> sample.latency(0.5))),
                        latency(scenario.median(rival, sample -> sample.latency(0.99)))));
            }
        }
        out.append("\n| ratio (median over the rounds) | value | goal |\n|---|---|---|\n");
        for (Ratio ratio : ratios) {
            out.append(String.format(Locale.ROOT, "| %s | %.2f | %s |%n", ratio.what, ratio.value, ratio.goal));
        }
        return out.toString();
    }

    private static String latency(double millis) {
        return Double.isNaN(millis) ? "" : String.format(Locale.ROOT, "%.1f", millis);
    }

    String json() {
        JsonArray rows = new JsonArray();
        for (Scenario scenario : scenarios) {
            for (String rival : scenario.rivals()) {
                rows.add(new JsonObject()
                        .put("scenario", scenario.name)
                        .put("who", rival)
                        .put("mbPerSecond", finite(scenario.median(rival, Sample::megabytesPerSecond)))
                        .put("cpuSecondsPerGib", finite(scenario.median(rival, Sample::cpuSecondsPerGibibyte)))
                        .put("peakMib", finite(scenario.median(rival, Sample::peakMebibytes)))
                        .put("p50", finite(scenario.median(rival, sample -> sample.latency(0.5))))
                        .put("p99", finite(scenario.median(rival, sample -> sample.latency(0.99)))));
            }
        }
        JsonArray all = new JsonArray();
        ratios.forEach(ratio -> all.add(new JsonObject()
                .put("what", ratio.what)
                .put("value", finite(ratio.value))
                .put("goal", ratio.goal)));
        return new JsonObject()
                .put("setting", setting)
                .put("rows", rows)
                .put("ratios", all)
                .encodePrettily();
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
