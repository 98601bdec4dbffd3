package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SizesTest {
    @Test
    void sealedSizesAreThoseOfTheDesign() {
        assertThat(Slp1.SEALED_CHUNK_BYTES).isEqualTo(1_048_848);
        assertThat(Slp1.SEALED_SEGMENT_BYTES).isEqualTo(65_552);
        assertThat(Sizes.sealed(0)).isEqualTo(32);
        assertThat(Sizes.sealed(1)).isEqualTo(33);
        assertThat(Sizes.sealed(65_536)).isEqualTo(65_568);
        assertThat(Sizes.sealed(65_537)).isEqualTo(65_585);
        assertThat(Sizes.sealed(1 << 20)).isEqualTo(1_048_848);
        assertThat(Sizes.sealed((1 << 20) + 1)).isEqualTo(1_048_848 + 33);
        assertThat(Sizes.sealed(1L << 30)).isEqualTo(1024L * 1_048_848);
    }

    @Test
    void plaintextSizeComesBackFromTheSealedOne() {
        for (long size :
                new long[] {0, 1, 65_535, 65_536, 65_537, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, Slp1.MAX_SIZE}) {
            assertThat(Sizes.plaintext(Sizes.sealed(size))).isEqualTo(size);
        }
    }

    @Test
    void lengthsThatNoChunkHasAreRefused() {
        int full = Slp1.SEALED_CHUNK_BYTES;
        for (int length : new int[] {-1, 0, 15, 16, 31, 16 + 65_552 + 1, 16 + 65_552 + 16, full - 65_551, full + 1}) {
            Expect.error(SealError.BAD_LENGTH, () -> Sizes.plaintextLength(0, true, length));
        }
        assertThat(Sizes.plaintextLength(0, true, 32)).isZero();
        Expect.error(SealError.BAD_LENGTH, () -> Sizes.plaintextLength(1, true, 32));
        assertThat(Sizes.plaintextLength(1, true, 33)).isEqualTo(1);
        assertThat(Sizes.plaintextLength(0, true, 16 + 65_552)).isEqualTo(65_536);
        assertThat(Sizes.plaintextLength(0, true, 16 + 65_552 + 17)).isEqualTo(65_537);
        assertThat(Sizes.plaintextLength(0, false, full)).isEqualTo(1 << 20);
        Expect.error(SealError.BAD_LENGTH, () -> Sizes.plaintextLength(0, false, full - 1));
        Expect.error(SealError.BAD_LENGTH, () -> Sizes.plaintext(0));
        Expect.error(SealError.BAD_LENGTH, () -> Sizes.plaintext(full + 32L));
        Expect.error(SealError.BAD_LENGTH, () -> Sizes.plaintext(Sizes.sealed(Slp1.MAX_SIZE) + 1));
    }

    @Test
    void rangeNamesTheChunksThatHoldIt() {
        ChunkRange range = Sizes.range((1 << 20) - 1, (3L << 20) + 1);
        assertThat(range).isEqualTo(new ChunkRange(0, 3, (1 << 20) - 1, 1));
        assertThat(range.count()).isEqualTo(4);
        assertThat(range.from(0)).isEqualTo((1 << 20) - 1);
        assertThat(range.to(0)).isEqualTo(1 << 20);
        assertThat(range.from(3)).isZero();
        assertThat(range.to(3)).isEqualTo(1);
        assertThat(Sizes.range(0, 1 << 20)).isEqualTo(new ChunkRange(0, 0, 0, 1 << 20));
        assertThatThrownBy(() -> range.to(4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sizes.range(5, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sizesAreBounded() {
        assertThat(Sizes.chunks(Slp1.MAX_SIZE)).isEqualTo(1L << 33);
        assertThatThrownBy(() -> Sizes.chunks(Slp1.MAX_SIZE + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sizes.chunks(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sizes.sealedLength(2, 2 << 20)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Sizes.isLast(1, 2 << 20)).isTrue();
        assertThat(Sizes.isLast(0, 0)).isTrue();
    }
}
