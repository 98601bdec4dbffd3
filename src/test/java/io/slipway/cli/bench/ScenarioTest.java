package io.slipway.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioTest {
    private static final ProcessMeter NOBODY = new ProcessMeter(List::of);

    /** Takes so many seconds for a gigabyte, run by run. */
    private static Rival rival(String name, double... seconds) {
        Deque<Double> left = new ArrayDeque<>();
        for (double one : seconds) {
            left.add(one);
        }
        return new Rival(name, NOBODY, () -> new Rival.Work(1_000_000_000, left.remove(), new double[0]));
    }

    private static Scenario twoRivals() throws Exception {
        return new Scenario("upload", Unit.THROUGHPUT)
                .with(rival("ours", 100, 2, 1, 4))
                .with(rival("theirs", 1, 1, 2, 1))
                .run(1, 3);
    }

    @Test
    void theWarmUpDoesNotCount_andTheMedianDoes() throws Exception {
        Scenario scenario = twoRivals();

        assertThat(scenario.median("ours", Sample::seconds)).isEqualTo(2);
        assertThat(scenario.span("ours", Sample::seconds)).containsExactly(1, 4);
    }

    @Test
    void aRatioIsTheMedianOfThoseWithinARound() throws Exception {
        Scenario scenario = twoRivals();

        assertThat(scenario.ratio("ours", "theirs", Sample::megabytesPerSecond)).isEqualTo(0.5, offset(1e-9));
        assertThat(scenario.ratio("ours", "nobody", Sample::megabytesPerSecond)).isNaN();
    }

    @Test
    void eachRoundBeginsWithAnother_andEachRunIsPreparedAndTidied() throws Exception {
        List<String> steps = new ArrayList<>();
        Scenario scenario = new Scenario("order", Unit.TIME);
        for (String name : List.of("a", "b")) {
            scenario.with(new Rival(name, NOBODY, () -> {
                        steps.add(name);
                        return new Rival.Work(0, 1, new double[0]);
                    })
                    .preparedBy(() -> steps.add("+" + name))
                    .followedBy(() -> steps.add("-" + name)));
        }

        scenario.run(0, 2);

        assertThat(String.join("", steps)).isEqualTo("+aa-a+bb-b" + "+bb-b+aa-a");
    }

    @Test
    void aRunThatFailsIsTidied_andFails() {
        List<String> steps = new ArrayList<>();
        Scenario scenario = new Scenario("broken", Unit.TIME)
                .with(new Rival("a", NOBODY, () -> {
                            throw new IOException("other bytes");
                        })
                        .followedBy(() -> steps.add("tidied")));

        assertThatThrownBy(() -> scenario.run(1, 1)).hasMessage("other bytes");
        assertThat(steps).containsExactly("tidied");
    }

    @Test
    void theReportHasATableForEachUnit_andLeavesOutWhatWasNotMeasured() throws Exception {
        Scenario rate = new Scenario("small", Unit.RATE)
                .with(new Rival("ours", NOBODY, () -> new Rival.Work(0, 2, new double[] {1, 2, 3, 4})))
                .run(1, 1);
        Report report = new Report(
                "a setting",
                List.of("nginx: not there"),
                List.of("changes: other bytes"),
                List.of(
                        new Report.Findings(
                                List.of(twoRivals()),
                                List.of(new Report.Ratio("x", 0.5, "≥ 1"), new Report.Ratio("y", Double.NaN, "≥ 1"))),
                        new Report.Findings(List.of(rate), List.of())));

        assertThat(report.whole()).isFalse();
        assertThat(report.table())
                .startsWith("a setting\nMissing: nginx: not there\nFailed: changes: other bytes\n")
                .contains("| scenario | who | MB/s [min, max] | CPU s/GiB | peak RSS MiB |")
                .contains("| upload | ours | 500 [250, 1000] | 0.00 | 0 |")
                .contains("| scenario | who | per s [min, max] | CPU ms each | peak RSS MiB | p50 ms | p99 ms |")
                .contains("| small | ours | 2 [2, 2] | 0.00 | 0 | 3.0 | 4.0 |")
                .contains("| x | 0.50 | ≥ 1 |")
                .doesNotContain("| y |");
        JsonObject json = new JsonObject(report.json());
        assertThat(json.getJsonArray("rows").getJsonObject(0).getDouble("mbPerSecond"))
                .isEqualTo(500);
        assertThat(json.getJsonArray("rows").getJsonObject(2).getDouble("perSecond"))
                .isEqualTo(2);
        assertThat(json.getJsonArray("missing")).containsExactly("nginx: not there");
    }
}
