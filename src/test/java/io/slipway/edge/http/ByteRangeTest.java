package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-99, 0, 99",
        "bytes=0-100, 0, 99",
        "bytes=99-, 99, 99",
        "bytes=5-, 5, 99",
        "bytes=-1, 99, 99",
        "bytes=-100, 0, 99",
        "bytes=-101, 0, 99",
        "BYTES=1-2, 1, 2",
        "bytes= 1-2, 1, 2",
        "bytes=007-0008, 7, 8",
        "bytes=1-9223372036854775807, 1, 99",
        "bytes=1-9223372036854775808, 1, 99",
        "bytes=-99999999999999999999, 0, 99",
    })
    void oneRangeIsHonoured(String header, long from, long to) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Part(from, to));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=9223372036854775808-"})
    void whatBeginsBeyondTheEndIsUnsatisfiable(String header) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(ByteRange.UNSATISFIABLE);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=--",
                "bytes=2-1",
                "bytes=0-1,3-4",
                "bytes=0-1,",
                "bytes=,0-1",
                "bytes=a-",
                "bytes=-a",
                "bytes=0 - 1",
                "bytes=0-1-2",
                "bytes=\u0660-\u0661",
                "items=0-1",
                " bytes=0-1",
                "bytes =0-1",
                "bytes=0-\t"
            })
    void whatMakesNoSenseIsTheWhole(String header) {
        ByteRange range = ByteRange.of(header, 100);
        if ("bytes=0-\t".equals(header)) {
            assertThat(range).isEqualTo(new ByteRange.Part(0, 99));
        } else {
            assertThat(range).isEqualTo(ByteRange.WHOLE);
        }
    }

    @Test
    void aHeaderIsLookedAtUpToItsLimit() {
        String fits = "bytes=" + "0".repeat(ByteRange.MAX_CHARS - 8) + "1-";
        assertThat(fits).hasSize(ByteRange.MAX_CHARS);
        assertThat(ByteRange.of(fits, 100)).isEqualTo(new ByteRange.Part(1, 99));
        assertThat(ByteRange.of("bytes=0" + fits.substring(6), 100)).isEqualTo(ByteRange.WHOLE);
    }

    @Test
    void anEmptyFileHasNoFirstByte() {
        assertThat(ByteRange.of("bytes=0-", 0)).isEqualTo(ByteRange.UNSATISFIABLE);
        assertThat(ByteRange.of("bytes=-5", 0)).isEqualTo(ByteRange.WHOLE);
        assertThat(ByteRange.of(null, 0)).isEqualTo(ByteRange.WHOLE);
    }

    @Test
    void aPartAlwaysLiesInTheFile() {
        Random random = new Random(1);
        String alphabet = "0123456789-,=bytes x";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder header = new StringBuilder("bytes=");
            for (int j = random.nextInt(8); j >= 0; j--) {
                header.append(alphabet.charAt(random.nextInt(random.nextInt(4) == 0 ? alphabet.length() : 11)));
            }
            long size = random.nextInt(50);
            if (ByteRange.of(header.toString(), size) instanceof ByteRange.Part part) {
                assertThat(part.from()).as(header.toString()).isBetween(0L, part.to());
                assertThat(part.to()).isLessThan(size);
                assertThat(part.length()).isBetween(1L, size);
            }
        }
    }
}
