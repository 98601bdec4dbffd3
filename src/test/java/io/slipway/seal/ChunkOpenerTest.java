package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChunkOpenerTest {
    private final Randomness random = new SeededRandomness(2);
    private final FileKey key = FileKey.random(random);
    private final FileHeader header = FileHeader.ofUnknownSize(random.fileId());
    private final ChunkSealer sealer = new ChunkSealer(key, header, random);
    private final ChunkOpener opener = new ChunkOpener(key, header, Commit.of(key, header));

    @Test
    void rangeOpensToThatPartOfThePlaintext() {
        SplittableRandom ranges = new SplittableRandom(3);
        for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 1_000_000, 1 << 20}) {
            byte[] plaintext = Samples.plaintext(size, 5);
            byte[] chunk = sealer.seal(0, true, plaintext);
            for (int i = 0; i < 50; i++) {
                int from = ranges.nextInt(size + 1);
                int to = from + ranges.nextInt(size - from + 1);
                assertThat(opener.openRange(0, true, chunk, from, to))
                        .as("%d: %d … %d", size, from, to)
                        .isEqualTo(Arrays.copyOfRange(plaintext, from, to));
            }
        }
    }

    @Test
    void rangeDoesNotTouchOtherSegments() {
        byte[] plaintext = Samples.plaintext(Slp1.CHUNK_BYTES, 5);
        byte[] chunk = sealer.seal(4, false, plaintext);
        chunk[chunk.length - 1] ^= 1;
        assertThat(opener.openRange(4, false, chunk, 70_000, 900_000))
                .isEqualTo(Arrays.copyOfRange(plaintext, 70_000, 900_000));
        Expect.error(SealError.BAD_SEGMENT, () -> opener.openRange(4, false, chunk, 70_000, Slp1.CHUNK_BYTES));
    }

    @Test
    void failureLeavesNoPlaintextBehind() {
        byte[] chunk = sealer.seal(0, true, Samples.plaintext(150_000, 5));
        chunk[chunk.length - 1] ^= 1;
        byte[] out = new byte[150_000];
        Expect.error(SealError.BAD_SEGMENT, () -> opener.open(0, true, chunk, 0, chunk.length, out, 0));
        assertThat(out).containsOnly(0);
    }

    @Test
    void tailAndChunkDoNotPassForOneAnother() {
        byte[] plaintext = Samples.plaintext(1_000, 5);
        byte[] tail = sealer.sealTail(3, plaintext);
        byte[] chunk = sealer.seal(3, true, plaintext);
        assertThat(opener.openTail(3, tail)).isEqualTo(plaintext);
        Expect.error(SealError.BAD_SEGMENT, () -> opener.open(3, true, tail));
        Expect.error(SealError.BAD_SEGMENT, () -> opener.openTail(3, chunk));
        Expect.error(SealError.BAD_SEGMENT, () -> opener.openTail(4, tail));
    }

    @Test
    void keyOfAnotherFileIsRefusedBeforeAnythingIsOpened() {
        FileKey other = FileKey.random(random);
        Expect.error(SealError.BAD_COMMIT, () -> new ChunkOpener(other, header, Commit.of(key, header)));
    }
}
