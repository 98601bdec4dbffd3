package io.slipway.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SockFrameTest {
    @Test
    void messagesComeInTheirOrder() {
        SockFrame frame = SockFrame.parse("a[\"{\\\"t\\\":\\\"pong\\\"}\",\"{\\\"t\\\":\\\"said\\\"}\"]");

        assertThat(frame.messages())
                .containsExactly(new JsonObject().put("t", "pong"), new JsonObject().put("t", "said"));
        assertThat(frame.close()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"o", "h", "a[]"})
    void someSayNothing(String text) {
        assertThat(SockFrame.parse(text).messages()).isEmpty();
    }

    @Test
    void aCloseSaysWhy() {
        assertThat(SockFrame.parse("c[4409,\"resumed\"]").close()).hasValue(4409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "o ",
                "x[]",
                "a",
                "a[",
                "a{}",
                "a[1]",
                "a[null]",
                "a[\"not json\"]",
                "a[\"[]\"]",
                "a[{\"t\":\"pong\"}]",
                "c",
                "c[]",
                "c[\"4409\"]",
                "c[null]",
                "[\"{}\"]"
            })
    void whatNoNodeSendsIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SockFrame.parse(text));
    }

    @Test
    void aFrameHasAnEnd() {
        String longest = "a[\"{}\"" + " ".repeat(SockFrame.MAX_LENGTH - 7) + "]";

        assertThat(SockFrame.parse(longest).messages()).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> SockFrame.parse(longest + " "));
    }

    @Test
    void whatAClientSaysComesBackAsItWas() {
        JsonObject message = new JsonObject().put("t", "say").put("body", "\"\\\n");

        assertThat(SockFrame.parse("a" + SockFrame.of(message)).messages()).containsExactly(message);
    }
}
