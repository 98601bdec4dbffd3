package io.slipway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class KnownValuesTest {
    private final KnownValues known = new KnownValues();

    private static byte[] value(long version, int length) {
        byte[] value = new byte[length];
        ByteBuffer.wrap(value)
                .putLong(version)
                .putLong(version)
                .putLong(-1)
                .putLong(5)
                .put((byte) 2);
        return value;
    }

    private void take(String name, long version, int length) {
        assertThat(known.read(name, value(version, length)).version()).isEqualTo(version);
    }

    @Test
    void largeOnesAreKept_smallOnesNot() {
        EntityValue large = known.read("a", value(1, KnownValues.LEAST_BYTES));
        take("b", 1, KnownValues.LEAST_BYTES - 1);

        assertThat(known.of("a").value()).isSameAs(large);
        assertThat(known.of("a").start()).hasSize(EntityValue.HEADER_BYTES);
        assertThat(known.of("b")).isNull();
        assertThat(known.bytes()).isEqualTo(KnownValues.LEAST_BYTES);
    }

    @Test
    void aSmallOneInItsPlaceTakesALargeOneAway() {
        take("a", 1, KnownValues.LEAST_BYTES);

        take("a", 2, KnownValues.LEAST_BYTES - 1);

        assertThat(known.of("a")).isNull();
        assertThat(known.bytes()).isZero();
    }

    @Test
    void theyHaveABound_thoseAskedForLastStay() {
        int quarter = KnownValues.MAX_BYTES / 4;
        for (String name : "a b c d".split(" ")) {
            take(name, 1, quarter);
        }
        assertThat(known.bytes()).isEqualTo(KnownValues.MAX_BYTES);
        assertThat(known.of("a")).isNotNull();

        take("e", 1, KnownValues.LEAST_BYTES);

        assertThat(known.of("b")).isNull();
        assertThat(known.of("a")).isNotNull();
        assertThat(known.bytes()).isEqualTo(3L * quarter + KnownValues.LEAST_BYTES);
        take("f", 1, KnownValues.MAX_BYTES + 1);
        assertThat(known.of("f")).isNull();
        take("g", 1, KnownValues.MAX_BYTES);
        assertThat(known.of("a")).isNull();
        assertThat(known.bytes()).isEqualTo(KnownValues.MAX_BYTES);
    }
}
