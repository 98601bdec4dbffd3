package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenCodeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "7-guitar-apple",
                "7 guitar apple",
                " 7  Guitar\tAPPLE ",
                "007-guitar-apple",
                "7guitar-apple",
                "7–guitar—apple",
                "7_guitar.apple",
                "7, guitar, apple",
                "7-guit-appl"
            })
    void howeverItIsTypedItIsTheSame(String text) throws Stopped {
        assertThat(SpokenCode.looksSo(text)).isTrue();
        assertThat(SpokenCode.parse(text).text()).isEqualTo("7-guitar-apple");
        assertThat(SpokenCode.parse(text)).asString().doesNotContain("guitar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "7-",
                "guitar-apple",
                "guitar-apple-7",
                "7-guitar",
                "7-guitar-apple-apple",
                "7-8-guitar-apple",
                "1000-guitar-apple",
                "-7-8",
                "7-guitar-xyzzy",
                "7-gu-ap",
                "7-guitar-apple                                                     ",
                "٧-guitar-apple"
            })
    void allElseIsNone(String text) {
        assertThatThrownBy(() -> SpokenCode.parse(text)).isInstanceOf(Stopped.class);
    }

    @Test
    void aLinkIsNotTakenForOne() {
        assertThat(SpokenCode.looksSo("http://7.example/s/x#1.y")).isFalse();
        assertThat(SpokenCode.looksSo("7.example/s/x#1.y")).isFalse();
        assertThat(SpokenCode.looksSo("")).isFalse();
    }
}
