package io.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0s, 0, 0s",
        "0d, 0, 0s",
        "1ms, 1, 1ms",
        "1000ms, 1000, 1s",
        "90s, 90000, 90s",
        "60s, 60000, 1m",
        "24h, 86400000, 1d",
        "25h, 90000000, 25h",
        "999999999999ms, 999999999999, 999999999999ms"
    })
    void isReadAndPrintedWithTheLargestUnitThatFits(String text, long millis, String printed) {
        assertThat(Durations.parse(text)).hasMillis(millis);
        assertThat(Durations.print(Durations.parse(text))).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "s",
                "1 s",
                "1S",
                "1w",
                "-1s",
                "+1s",
                "01s",
                "1.5h",
                "1h30m",
                "1000000000000s",
                "999999999999d"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }
}
