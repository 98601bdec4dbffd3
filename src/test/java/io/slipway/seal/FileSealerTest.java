package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.seal.FileSealer.SealedChunk;
import io.slipway.seal.FileSealer.SealedFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileSealerTest {
    private final Randomness random = new SeededRandomness(1);
    private final FileKey key = FileKey.random(random);

    @Test
    void opensToWhatWasSealed_whateverTheSizeAndThePieces() {
        for (int size : Samples.SIZES) {
            for (int piece : new int[] {1_000, 65_536, 65_537, 3 << 20}) {
                for (FileHeader header :
                        List.of(FileHeader.of(random.fileId(), size), FileHeader.ofUnknownSize(random.fileId()))) {
                    roundTrip(header, Samples.plaintext(size, 7), piece);
                }
            }
        }
    }

    @Test
    void directBuffersAreTakenIn() {
        byte[] plaintext = Samples.plaintext(150_000, 3);
        FileHeader header = FileHeader.ofUnknownSize(random.fileId());
        List<SealedChunk> chunks = new ArrayList<>();
        FileSealer sealer = new FileSealer(key, header, random, chunks::add);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(plaintext.length).put(plaintext).flip();
        sealer.write(direct);
        assertThat(direct.hasRemaining()).isFalse();
        assertThat(open(header, chunks, sealer.end())).isEqualTo(plaintext);
    }

    @Test
    void fullChunkIsHandedOutOnlyWhenOneByteMoreArrived() {
        List<SealedChunk> chunks = new ArrayList<>();
        FileSealer sealer = new FileSealer(key, FileHeader.ofUnknownSize(random.fileId()), random, chunks::add);
        sealer.write(new byte[Slp1.CHUNK_BYTES], 0, Slp1.CHUNK_BYTES);
        assertThat(chunks).isEmpty();
        sealer.write(new byte[1], 0, 1);
        assertThat(chunks).extracting(SealedChunk::last).containsExactly(false);
    }

    @Test
    void announcedSizeIsKept() {
        FileHeader header = FileHeader.of(random.fileId(), 10);
        FileSealer sealer = new FileSealer(key, header, random, chunk -> {});
        sealer.write(new byte[9], 0, 9);
        Expect.error(SealError.BAD_LENGTH, sealer::end);
        Expect.error(SealError.BAD_LENGTH, () -> sealer.write(new byte[2], 0, 2));
        sealer.write(new byte[1], 0, 1);
        assertThat(sealer.end().size()).isEqualTo(10);
        assertThatThrownBy(sealer::end).isInstanceOf(IllegalStateException.class);
    }

    private void roundTrip(FileHeader header, byte[] plaintext, int piece) {
        List<SealedChunk> chunks = new ArrayList<>();
        FileSealer sealer = new FileSealer(key, header, random, chunks::add);
        for (int at = 0; at < plaintext.length; at += piece) {
            sealer.write(ByteBuffer.wrap(plaintext, at, Math.min(piece, plaintext.length - at)));
        }
        SealedFile file = sealer.end();
        assertThat(file.size()).isEqualTo(plaintext.length);
        assertThat(file.chunks()).isEqualTo(Sizes.chunks(plaintext.length)).isEqualTo(chunks.size());
        assertThat(chunks.stream().mapToLong(chunk -> chunk.bytes().length).sum())
                .isEqualTo(Sizes.sealed(plaintext.length));
        assertThat(open(header, chunks, file)).isEqualTo(plaintext);
    }

    private byte[] open(FileHeader header, List<SealedChunk> chunks, SealedFile file) {
        FileOpener opener = new FileOpener(key, header, Commit.of(key, header));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (SealedChunk chunk : chunks) {
            out.writeBytes(opener.next(chunk.bytes(), chunk.last()));
        }
        assertThat(opener.end(file.seal()).root()).isEqualTo(file.root());
        return out.toByteArray();
    }
}
