package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void hasThirtyTwoBytes(int length) {
        assertThatThrownBy(() -> Digest.of(new byte[length])).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Digest.of(null)).isInstanceOf(Problem.class);
    }

    @Test
    void cannotBeChangedFromOutside() {
        byte[] bytes = new byte[Digest.BYTES];
        Digest digest = Digest.of(bytes);
        bytes[0] = 1;
        digest.bytes()[1] = 1;
        assertThat(digest.bytes()).containsOnly(0);
        assertThat(digest.matches(new byte[Digest.BYTES])).isTrue();
        assertThat(digest.matches(bytes)).isFalse();
        assertThat(digest.matches(null)).isFalse();
    }

    @Test
    void isEqualByItsBytesAndPrintsAsHex() {
        byte[] bytes = new byte[Digest.BYTES];
        bytes[0] = (byte) 0xca;
        assertThat(Digest.of(bytes)).isEqualTo(Digest.of(bytes)).hasSameHashCodeAs(Digest.of(bytes));
        assertThat(Digest.of(bytes)).isNotEqualTo(Digest.of(new byte[Digest.BYTES]));
        assertThat(Digest.of(bytes)).hasToString("ca" + "00".repeat(31));
    }
}
