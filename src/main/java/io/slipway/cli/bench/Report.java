package io.slipway.cli.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of a run, as tables for people and as JSON for the next run to be compared with. */
final class Report {
    /** A figure that has a goal: mostly a ratio that says how near a part of the node is to its limit. NaN if not measured. */
    record Ratio(String what, double value, String goal) {}

    /** What came of one trial. */
    record Findings(List<Scenario> scenarios, List<Ratio> ratios) {}

    private final String setting;
    private final List<String> missing;
    private final List<String> failed;
    private final List<Scenario> scenarios = new ArrayList<>();
    private final List<Ratio> ratios = new ArrayList<>();

    /**
     * @param missing who would have run as well, a line each
     * @param failed trials that broke, a line each
     */
    Report(String setting, List<String> missing, List<String> failed, List<Findings> findings) {
        this.setting = setting;
        this.missing = List.copyOf(missing);
        this.failed = List.copyOf(failed);
        findings.forEach(found -> {
            scenarios.addAll(found.scenarios());
            found.ratios().stream()
                    .filter(ratio -> Double.isFinite(ratio.value()))
                    .forEach(ratios::add);
        });
    }

    /** Whether every trial came to its end with every byte right. */
    boolean whole() {
        return failed.isEmpty();
    }

    String table() {
        StringBuilder out = new StringBuilder(setting).append('\n');
        missing.forEach(line -> out.append("Missing: ").append(line).append('\n'));
        failed.forEach(line -> out.append("Failed: ").append(line).append('\n'));
        Unit unit = null;
        for (Scenario scenario : scenarios) {
            if (scenario.unit != unit) {
                unit = scenario.unit;
                head(out, unit);
            }
            scenario.rivals().forEach(rival -> row(out, scenario, rival));
        }
        out.append("\n| ratio (median over the rounds) | value | goal |\n|---|---|---|\n");
        ratios.forEach(ratio ->
                out.append(String.format(Locale.ROOT, "| %s | %.2f | %s |%n", ratio.what, ratio.value, ratio.goal)));
        return out.toString();
    }

    private static void head(StringBuilder out, Unit unit) {
        StringBuilder line = new StringBuilder("|---|---|");
        out.append("\n| scenario | who |");
        for (Unit.Figure figure : unit.figures) {
            out.append(' ').append(figure.title()).append(figure.equals(unit.main()) ? " [min, max] |" : " |");
            line.append("---|");
        }
        out.append('\n').append(line).append('\n');
    }

    private static void row(StringBuilder out, Scenario scenario, String rival) {
        out.append("| ").append(scenario.name).append(" | ").append(rival).append(" |");
        for (Unit.Figure figure : scenario.unit.figures) {
            out.append(' ').append(number(figure, scenario.median(rival, figure.of())));
            if (figure.equals(scenario.unit.main())) {
                double[] span = scenario.span(rival, figure.of());
                out.append(" [")
                        .append(number(figure, span[0]))
                        .append(", ")
                        .append(number(figure, span[1]))
                        .append(']');
            }
            out.append(" |");
        }
        out.append('\n');
    }

    private static String number(Unit.Figure figure, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + figure.digits() + "f", value) : "";
    }

    String json() {
        JsonArray rows = new JsonArray();
        for (Scenario scenario : scenarios) {
            for (String rival : scenario.rivals()) {
                JsonObject row = new JsonObject().put("scenario", scenario.name).put("who", rival);
                for (Unit.Figure figure : scenario.unit.figures) {
                    double value = scenario.median(rival, figure.of());
                    row.put(figure.name(), Double.isFinite(value) ? value : null);
                }
                rows.add(row);
            }
        }
        JsonArray all = new JsonArray();
        ratios.forEach(ratio -> all.add(new JsonObject()
                .put("what", ratio.what)
                .put("value", ratio.value)
                .put("goal", ratio.goal)));
        return new JsonObject()
                .put("setting", setting)
                .put("missing", new JsonArray(missing))
                .put("failed", new JsonArray(failed))
                .put("rows", rows)
                .put("ratios", all)
                .encodePrettily();
    }
}
