package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.Digest;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NonceMonitorTest {
    private static final int UPLOADS = Integer.getInteger("slipway.resumes", 50);

    private final Randomness random = Randomness.of(new SecureRandom());
    private final NonceMonitor monitor = NonceMonitor.current();
    private final SplittableRandom story = Seeds.of("resumes");
    private long sealed;

    @BeforeEach
    void nothingSealedYet() {
        assertThat(monitor.pairs()).isZero();
    }

    @Test
    void noPairComesTwice_whenUploadsCrashResumeAndTheirFilesAreEdited() {
        for (int i = 0; i < UPLOADS; i++) {
            uploadThroughCrashes();
        }
        assertThat(monitor.repeats()).isZero();
        assertThat(monitor.pairs()).isEqualTo(sealed);
    }

    @Test
    void noPairComesTwice_whenTailsAndBlocksAreSealedAgain() {
        FileKey key = FileKey.random(random);
        FileHeader header = FileHeader.ofUnknownSize(random.fileId());
        ChunkSealer sealer = new ChunkSealer(key, header, random);
        ShareKey shareKey = ShareKey.random(random);
        for (int i = 1; i <= 100; i++) {
            assertThat(sealer.sealTail(0, new byte[i * 100])).isNotEmpty();
            assertThat(new FileMeta("same", "", "", 0, 0).seal(key, header, 1, random))
                    .isNotEmpty();
            assertThat(new SealBlock(i, Digest.of(new byte[32])).seal(key, header, random))
                    .isNotEmpty();
            assertThat(KeyWrap.wrapFile(shareKey, key, header, random)).isNotEmpty();
        }
        assertThat(monitor.repeats()).isZero();
        assertThat(monitor.pairs()).isEqualTo(400);
    }

    @Test
    void secondMessageUnderOnePairIsRefused() {
        FileKey key = FileKey.random(random);
        FileHeader header = FileHeader.of(random.fileId(), 3);
        byte[] salt = random.bytes(Slp1.SALT_BYTES);
        byte[] first = new ChunkSealer(key, header, GivenSalts.of(salt)).seal(0, true, new byte[] {1, 2, 3});
        byte[] again = new ChunkSealer(key, header, GivenSalts.of(salt)).seal(0, true, new byte[] {1, 2, 3});
        assertThat(again).isEqualTo(first);
        assertThat(monitor.repeats()).isEqualTo(1);
        ChunkSealer reusing = new ChunkSealer(key, header, GivenSalts.of(salt));
        assertThatThrownBy(() -> reusing.seal(0, true, new byte[] {1, 2, 4})).isInstanceOf(AssertionError.class);
        assertThat(monitor.takeClashes()).isEqualTo(1);
    }

    /** One file, sent in several attempts; what one sealed and nobody acknowledged is sealed anew by the next. */
    private void uploadThroughCrashes() {
        FileKey key = FileKey.random(random);
        int size = 1 + story.nextInt(5 << 19);
        FileHeader header = FileHeader.of(random.fileId(), size);
        byte[] plaintext = Samples.plaintext(size, story.nextInt());
        long chunks = Sizes.chunks(size);
        long acknowledged = 0;
        while (acknowledged < chunks) {
            ChunkSealer sealer = new ChunkSealer(key, header, random);
            long crashAt = acknowledged + 1 + story.nextLong(chunks - acknowledged);
            for (long i = acknowledged; i < crashAt; i++) {
                int length = Sizes.plaintextLength(i, size);
                byte[] out = new byte[Sizes.sealedLength(length)];
                int from = (int) (i * Slp1.CHUNK_BYTES);
                assertThat(sealer.seal(i, i == chunks - 1, plaintext, from, length, out, 0))
                        .isEqualTo(out.length);
                sealed += Sizes.segments(length);
            }
            acknowledged = crashAt - story.nextInt(2);
            plaintext[story.nextInt(size)] ^= 1;
        }
    }
}
