package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.model.BucketId.Width;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkLocationTest {
    private static final BucketId BUCKET = new BucketId(Width.DAY, 20_776);

    @Test
    void thePackedFormIsWhatIsWrittenDown() {
        ByteBuffer packed = ByteBuffer.allocate(ChunkLocation.BYTES);
        new ChunkLocation(BUCKET, 0xFFFE, 0x0102030405060708L, 1_048_848).pack(packed);
        assertThat(HexFormat.of().formatHex(packed.array()))
                .isEqualTo("40005128" + "fffe" + "0102030405060708" + "00100110");
    }

    @Test
    void packingAndUnpackingAreInverse() {
        Random random = new Random(7);
        ByteBuffer packed = ByteBuffer.allocate(1_000 * ChunkLocation.BYTES);
        ChunkLocation[] places = new ChunkLocation[1_000];
        for (int i = 0; i < places.length; i++) {
            Width width = Width.values()[random.nextInt(3)];
            places[i] = new ChunkLocation(
                    new BucketId(width, random.nextInt(1 << 30)),
                    random.nextInt(1 << 16),
                    random.nextLong() >>> 1,
                    1 + random.nextInt(Integer.MAX_VALUE));
            places[i].pack(packed);
        }

        packed.flip();

        for (ChunkLocation place : places) {
            assertThat(ChunkLocation.unpack(packed)).isEqualTo(place);
        }
        assertThat(packed.hasRemaining()).isFalse();
    }

    @Test
    void boundsAreInAndOneBeyondIsOut() {
        assertThat(new ChunkLocation(BUCKET, 0, 0, 1)).isNotNull();
        assertThat(new ChunkLocation(BUCKET, 0xFFFF, Long.MAX_VALUE, Integer.MAX_VALUE))
                .isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkLocation(null, 0, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkLocation(BUCKET, -1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkLocation(BUCKET, 0x10000, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkLocation(BUCKET, 0, -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkLocation(BUCKET, 0, 0, 0));
    }
}
