package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Checker.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of one drill.
 *
 * @param seconds that it took
 * @param requests that clients sent
 * @param acknowledged how many of them were said to be done
 * @param bytes delivered and found to be right
 * @param faults how many of each kind
 * @param figures what was measured besides, in the order in which it is told
 */
record Score(
        String drill,
        String version,
        int nodes,
        long seed,
        long seconds,
        long requests,
        long acknowledged,
        long bytes,
        Map<String, Integer> faults,
        List<Violation> violations,
        Map<String, Double> figures) {

    static Score of(
            Drill drill, String version, int nodes, long seed, long seconds, Arena arena, List<Violation> violations) {
        List<Event> events = arena.history.events();
        Map<String, History.Promise> promises = arena.history.promises();
        long bytes = events.stream()
                .filter(event -> event.act() == Event.Act.READ && event.done())
                .map(event -> promises.get(event.file()))
                .mapToLong(History.Promise::bytes)
                .sum();
        return new Score(
                drill.name(),
                version,
                nodes,
                seed,
                seconds,
                events.size(),
                events.stream().filter(Event::done).count(),
                bytes,
                arena.faults(),
                violations,
                arena.figures());
    }

    String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-7s %s  %d nodes, seed %d, %d s: %d requests, %d acknowledged, %d MiB delivered, faults %s%n",
                drill,
                violations.isEmpty() ? "held  " : "BROKEN",
                nodes,
                seed,
                seconds,
                requests,
                acknowledged,
                bytes >> 20,
                faults));
        figures.forEach(
                (name, value) -> text.append(String.format(Locale.ROOT, "        %s: %s%n", name, figure(value))));
        violations.forEach(violation -> text.append("        ")
                .append(violation.rule())
                .append(": ")
                .append(violation.what())
                .append(System.lineSeparator()));
        return text.toString();
    }

    /** Whole, or to the hundredth. */
    private static String figure(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    /** One line of JSON. */
    String json() {
        JsonArray broken = new JsonArray();
        violations.forEach(violation ->
                broken.add(new JsonObject().put("rule", violation.rule().name()).put("what", violation.what())));
        JsonObject measured = new JsonObject();
        figures.forEach(measured::put);
        return new JsonObject()
                .put("drill", drill)
                .put("version", version)
                .put("nodes", nodes)
                .put("seed", seed)
                .put("seconds", seconds)
                .put("requests", requests)
                .put("acknowledged", acknowledged)
                .put("bytes", bytes)
                .put("faults", new JsonObject(Map.copyOf(faults)))
                .put("figures", measured)
                .put("violations", broken)
                .encode();
    }
}
