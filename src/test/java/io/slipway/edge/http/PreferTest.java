package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=0 | 0",
                "wait=7 | 7",
                "Wait = 7 | 7",
                "respond-async, wait=7;x=y, wait=9 | 7",
                "wait=29 | 29",
                "wait=30 | 30",
                "wait=31 | 30",
                "wait=999999999 | 30"
            })
    void aWaitIsUnderstood(String header, int seconds) {
        assertThat(Prefer.waits(List.of(header))).hasValue(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wait", "wait=", "wait=-1", "wait=1s", "wait=1234567890", "await=3", "return=minimal"})
    void whatMakesNoSenseIsNoWait(String header) {
        assertThat(Prefer.waits(List.of(header))).isEmpty();
    }

    @Test
    void ofSeveralHeadersTheFirstThatSaysSoCounts() {
        assertThat(Prefer.waits(Arrays.asList("return=minimal", "wait=2", "wait=1")))
                .hasValue(2);
        assertThat(Prefer.waits(List.of())).isEmpty();
    }
}
