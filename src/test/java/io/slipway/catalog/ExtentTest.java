package io.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.FileId;
import io.slipway.model.Mode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How bytes of files are counted in parts of their share. */
class ExtentTest {
    private static final FileId ONE = FileId.of(new byte[16]);
    private static final FileId TWO = FileId.of(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    private static final int ALL = 0xffff;

    /** A share of two files of which the first has a third of the bytes. */
    private static Extents.Extent extent(long total) {
        return new Extents.Extent(List.of(ONE, TWO), Mode.OPEN, Map.of(ONE, 0L, TWO, total / 3), total);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 5, 15, 16, 17, 1_000, 1L << 20, (1L << 53) - 1})
    void whoeverGetsEveryByteIsChargedEveryPart_andNotBefore(long total) {
        Extents.Extent extent = extent(total);
        long first = total / 3;
        int parts = first > 0 ? extent.parts(ONE, 0, first - 1) : 0;

        parts |= extent.parts(TWO, 0, total - first - 1);

        assertThat(parts).isEqualTo(ALL);
        if (total > 1) {
            assertThat(extent.parts(TWO, total - first - 1, total - first - 1)).isNotEqualTo(ALL);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 16, 17, 1_000, 1L << 20})
    void whatMayBeSentIsCharged(long total) {
        Extents.Extent extent = extent(total);
        long at = 0;
        int charged = 0;
        while (at < total - total / 3) {
            int parts = extent.parts(TWO, at, at);
            charged |= parts;
            long until = extent.until(TWO, at);
            assertThat(until).isGreaterThan(at);
            assertThat(extent.parts(TWO, at, Math.min(until, total - total / 3) - 1) & ~charged)
                    .as("parts of what may be sent from %d to %d of %d", at, until, total)
                    .isZero();
            at = until;
        }
        assertThat(extent.until(TWO, total - total / 3 - 1)).isEqualTo(total - total / 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {0})
    void aShareWithoutBytesIsChargedAtOnce(long total) {
        assertThat(extent(total).parts(ONE, 0, 0)).isEqualTo(ALL);
    }
}
