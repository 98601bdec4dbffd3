package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.model.BucketId.Width;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketIdTest {
    @ParameterizedTest
    @CsvSource({
        "HOUR, 0, h0, 0x00000000",
        "HOUR, 1073741823, h1073741823, 0x3fffffff",
        "DAY, 20776, d20776, 0x40005128",
        "MONTH, 1073741823, m1073741823, -0x40000001",
        "NEVER, 0, n0, -0x40000000"
    })
    void itsThreeFormsAreOneToOne(Width width, int number, String text, String code) {
        BucketId bucket = new BucketId(width, number);

        assertThat(bucket).hasToString(text);
        assertThat(bucket.code()).isEqualTo(Integer.decode(code));
        assertThat(BucketId.parse(text)).isEqualTo(bucket);
        assertThat(BucketId.ofCode(bucket.code())).isEqualTo(bucket);
    }

    @Test
    void numbersBeyondTheirBoundsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BucketId(Width.DAY, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BucketId(Width.DAY, BucketId.MAX_NUMBER + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BucketId(Width.NEVER, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BucketId(null, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> BucketId.ofCode(0xC0000001));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "d", "20776", "x1", "D1", "d-1", "d+1", "d01", "d 1", "d1073741824", "d9999999999", "n1"})
    void otherTextIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> BucketId.parse(text));
    }

    @Test
    void theOrderIsThatOfTheCodes() {
        assertThat(new BucketId(Width.HOUR, BucketId.MAX_NUMBER)).isLessThan(new BucketId(Width.DAY, 0));
        assertThat(new BucketId(Width.DAY, 1)).isLessThan(new BucketId(Width.MONTH, 0));
        assertThat(new BucketId(Width.MONTH, 5)).isLessThan(new BucketId(Width.NEVER, 0));
    }
}
