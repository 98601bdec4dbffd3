package io.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavaFlagsTest {
    @Test
    void wordsAreSeparatedByBlanks() {
        assertThat(JavaFlags.split(null)).isEmpty();
        assertThat(JavaFlags.split(" \t")).isEmpty();
        assertThat(JavaFlags.split("  -Xmx1g\t-Da=b ")).containsExactly("-Xmx1g", "-Da=b");
    }

    @Test
    void quotesKeepBlanks_atTheStartOrInTheMiddle() {
        assertThat(JavaFlags.split("-cp \"/my files/a.jar\" -Da=\"b c\"d"))
                .containsExactly("-cp", "/my files/a.jar", "-Da=b cd");
        assertThat(JavaFlags.split("\"\" -Da=\"$1\\\"")).containsExactly("", "-Da=$1\\");
    }

    @Test
    void aQuoteThatIsNotClosedIsACharacter() {
        assertThat(JavaFlags.split("-Da=\"b c")).containsExactly("-Da=\"b", "c");
    }

    @Test
    void whatIsNotSetIsNoFlag() {
        assertThat(JavaFlags.ofEnvironment("SLIPWAY_A_NAME_THAT_NOBODY_SETS")).isEmpty();
    }
}
