package io.slipway.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmbeddedKafkaFlagsTest {
    @Test
    void flagsOfTheBrokerAreSeparatedByBlanks() {
        assertThat(EmbeddedKafka.moreFlags(null)).isEmpty();
        assertThat(EmbeddedKafka.moreFlags(" \t")).isEmpty();
        assertThat(EmbeddedKafka.moreFlags("  -Xmx1g\t-Da=b ")).containsExactly("-Xmx1g", "-Da=b");
    }
}
