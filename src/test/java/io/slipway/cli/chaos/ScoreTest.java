package io.slipway.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.chaos.Checker.Rule;
import io.slipway.cli.chaos.Checker.Violation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreTest {
    private static Score with(List<Violation> violations) {
        Map<String, Integer> faults = Map.of("Redis killed", 3);
        return new Score("redis", "1.2.3", 2, 7, 61, 100, 90, 5L << 20, faults, violations, Map.of());
    }

    @Test
    void aLineSaysWhatHeld() {
        assertThat(with(List.of()).text())
                .isEqualTo("redis   held    2 nodes, seed 7, 61 s: 100 requests, 90 acknowledged, 5 MiB delivered,"
                        + " faults {Redis killed=3}" + System.lineSeparator());
    }

    @Test
    void whatBrokeStandsBelow_andInTheJson() {
        Score score = with(List.of(new Violation(Rule.LOST, "a file")));

        assertThat(score.text().lines()).hasSize(2).last().asString().isEqualTo("        LOST: a file");
        assertThat(score.text()).startsWith("redis   BROKEN  ");
        JsonObject json = new JsonObject(score.json());
        assertThat(json.getJsonArray("violations").getJsonObject(0).getString("rule"))
                .isEqualTo("LOST");
        assertThat(json.getJsonObject("faults").getInteger("Redis killed")).isEqualTo(3);
        assertThat(json.getLong("bytes")).isEqualTo(5L << 20);
        assertThat(score.json()).doesNotContain("\n");
    }
}
