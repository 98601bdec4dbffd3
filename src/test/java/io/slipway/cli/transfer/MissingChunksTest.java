package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissingChunksTest {
    private static JsonObject runs(int count) {
        JsonArray runs = new JsonArray();
        for (int i = 0; i < count; i++) {
            runs.add(new JsonArray().add(2 * i).add(2 * i));
        }
        return new JsonObject().put("missing", runs);
    }

    @Test
    void beyondAFullListNothingIsKnown() throws Exception {
        MissingChunks shorter = MissingChunks.of(runs(MissingChunks.MAX_RUNS - 1), 10_000);
        assertThat(shorter.stored(0)).isFalse();
        assertThat(shorter.stored(1)).isTrue();
        assertThat(shorter.stored(9_999)).isTrue();

        MissingChunks full = MissingChunks.of(runs(MissingChunks.MAX_RUNS), 10_000);
        assertThat(full.stored(1_997)).isTrue();
        assertThat(full.stored(1_998)).isFalse();
        assertThat(full.stored(1_999)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"missing\":[[0]]}",
                "{\"missing\":[[-1,0]]}",
                "{\"missing\":[[5,2]]}",
                "{\"missing\":[[0,10]]}",
                "{\"missing\":[[0,2147483648]]}",
                "{\"missing\":[\"x\"]}"
            })
    void nonsenseIsNoAnswer(String json) {
        assertThatThrownBy(() -> MissingChunks.of(new JsonObject(json), 10))
                .isInstanceOf(NodeProblem.class)
                .extracting(problem -> ((NodeProblem) problem).code())
                .isEqualTo(NodeProblem.BAD_ANSWER);
    }
}
