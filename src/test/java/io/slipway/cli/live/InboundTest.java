package io.slipway.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.live.Inbound.Arrival;
import io.slipway.seal.Slp1;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InboundTest {
    private static final int CHUNK = Slp1.SEALED_CHUNK_BYTES;
    private static final int LAST = 1_000;
    private static final long END = 6L * CHUNK + LAST;

    private final byte[] file = new byte[(int) END];
    private final Inbound in = new Inbound(0, END);

    InboundTest() {
        new Random(3).nextBytes(file);
    }

    private Buffer bytes(long from, int length) {
        return Buffer.buffer(Arrays.copyOfRange(file, (int) from, (int) from + length));
    }

    private Arrival arrive(long from, int length) {
        return in.data(from, bytes(from, length));
    }

    @Test
    void chunksArePutTogether_toTheLastOne() {
        for (int chunk = 0; chunk < 7; chunk++) {
            long start = (long) chunk * CHUNK;
            int length = (int) Math.min(CHUNK, END - start);
            assertThat(arrive(start, 500)).isEqualTo(Arrival.TAKEN);
            assertThat(arrive(start + 500, length - 500)).isEqualTo(Arrival.WHOLE);
            assertThat(in.whole()).isEqualTo(Arrays.copyOfRange(file, (int) start, (int) start + length));
            in.took(chunk);
        }
        assertThat(in.isWhole()).isTrue();
        assertThat(in.mayCome()).isFalse();
        assertThat(arrive(0, 1)).isEqualTo(Arrival.REPEATED);
    }

    @Test
    void noMoreComesThanWasGranted() {
        assertThat(in.limit()).isEqualTo(Inbound.MAX_CREDIT);
        assertThat(arrive(Inbound.MAX_CREDIT - 1, 2)).isEqualTo(Arrival.BAD);
        assertThat(arrive(Inbound.MAX_CREDIT - 1, 1))
                .as("but for what is missing")
                .isEqualTo(Arrival.GAP);
        in.took(5);
        assertThat(in.limit()).isEqualTo(END);
        in.took(2);
        assertThat(in.taken()).as("it never falls").isEqualTo(6L * CHUNK);
    }

    @Test
    void aPieceIsWithinItsChunk_byNotOneByteMore() {
        assertThat(arrive(0, CHUNK + 1)).isEqualTo(Arrival.BAD);
        assertThat(arrive(0, CHUNK)).isEqualTo(Arrival.WHOLE);
    }

    @Test
    void aGapIsClosedFromTheStartOfItsChunk() {
        assertThat(arrive(0, 100)).isEqualTo(Arrival.TAKEN);
        assertThat(arrive(101, 100)).isEqualTo(Arrival.GAP);
        assertThat(in.isMissing()).isTrue();
        assertThat(in.resumeAt()).isZero();
        assertThat(arrive(100, 100)).as("nothing counts before that").isEqualTo(Arrival.GAP);
        assertThat(arrive(0, 100)).isEqualTo(Arrival.TAKEN);
        assertThat(in.isMissing()).isFalse();
        assertThat(arrive(100, CHUNK - 100)).isEqualTo(Arrival.WHOLE);
        assertThat(in.whole()).isEqualTo(Arrays.copyOf(file, CHUNK));
    }

    @Test
    void whatCameIsNotTakenAgain_butAnotherSealingIs() {
        assertThat(arrive(0, 100)).isEqualTo(Arrival.TAKEN);
        assertThat(arrive(0, 100)).isEqualTo(Arrival.REPEATED);
        file[0] ^= 1;
        assertThat(arrive(0, 100)).as("another salt").isEqualTo(Arrival.TAKEN);
        assertThat(arrive(100, CHUNK - 100)).isEqualTo(Arrival.WHOLE);
        assertThat(in.whole()).isEqualTo(Arrays.copyOf(file, CHUNK));
    }

    @Test
    void anotherStreamGoesOnFromTheChunk() {
        assertThat(arrive(0, 100)).isEqualTo(Arrival.TAKEN);
        in.restart();
        assertThat(arrive(0, CHUNK)).isEqualTo(Arrival.WHOLE);
    }
}
