package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0B, 0, 0B",
        "1B, 1, 1B",
        "1023B, 1023, 1023B",
        "1024B, 1024, 1KiB",
        "1536B, 1536, 1536B",
        "64MiB, 67108864, 64MiB",
        "1024GiB, 1099511627776, 1TiB",
        "2048TiB, 2251799813685248, 2048TiB",
        "9223372036854775807B, 9223372036854775807, 9223372036854775807B",
        "8388607TiB, 9223370937343148032, 8388607TiB"
    })
    void isReadAndPrintedWithTheLargestUnitThatFits(String text, long bytes, String printed) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
        assertThat(ByteSize.parse(text)).hasToString(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "B",
                "1 B",
                "1kib",
                "1KB",
                "1GB",
                "-1B",
                "+1B",
                "01B",
                "1.5GiB",
                "9223372036854775808B",
                "8388608TiB"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
    }

    @Test
    void isNeverNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteSize(-1));
    }

    @Test
    void comparesByBytes() {
        assertThat(ByteSize.parse("1MiB")).isGreaterThan(ByteSize.parse("1023KiB"));
        assertThat(ByteSize.ofMebibytes(1)).isEqualByComparingTo(ByteSize.parse("1024KiB"));
    }
}
