package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.seal.PieceSealer.Piece;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PieceSealerTest {
    private final Randomness random = new SeededRandomness(3);
    private final FileKey key = FileKey.random(random);
    private final FileHeader header = FileHeader.ofUnknownSize(random.fileId());
    private final PieceSealer sealer = new PieceSealer(key, header, random);

    @Test
    void piecesAndNotesOfManyRequestsMakeOneFileThatVerifies() {
        byte[] plaintext = Samples.plaintext(Slp1.CHUNK_BYTES + 5, 1);
        byte[] first = Arrays.copyOf(plaintext, Slp1.CHUNK_BYTES);
        Piece one = sealer.chunk(0, false, first, first.length);
        PieceSealer later = new PieceSealer(key, header, random);
        byte[] rest = Arrays.copyOfRange(plaintext, Slp1.CHUNK_BYTES, plaintext.length);
        Piece two = later.chunk(1, true, rest, rest.length);
        RootDigest root = new RootDigest();
        root.add(later.openNote(0, one.note()));
        root.add(two.plaintext());
        byte[] seal = later.seal(plaintext.length, root.end());

        FileOpener opener = new FileOpener(key, header, Commit.of(key, header));
        assertThat(opener.next(one.bytes(), false)).isEqualTo(first);
        assertThat(opener.next(two.bytes(), true)).isEqualTo(rest);
        assertThat(opener.end(seal).size()).isEqualTo(plaintext.length);
    }

    @Test
    void digestsAreOfTheSealedBytes() {
        Piece chunk = sealer.chunk(0, true, new byte[3], 3);
        Piece tail = sealer.tail(0, new byte[3], 3);
        assertThat(chunk.digest()).isEqualTo(Digests.sha256(chunk.bytes()));
        assertThat(tail.digest()).isEqualTo(Digests.sha256(tail.bytes()));
    }

    @Test
    void aTailOpensAsTheTailOfItsChunkOnly() {
        byte[] plaintext = Samples.plaintext(70_000, 2);
        Piece tail = sealer.tail(4, plaintext, 65_537);
        assertThat(sealer.openTail(4, tail.bytes())).isEqualTo(Arrays.copyOf(plaintext, 65_537));
        assertThatThrownBy(() -> sealer.openTail(5, tail.bytes())).isInstanceOf(SealException.class);
        ChunkOpener opener = new ChunkOpener(key, header, Commit.of(key, header));
        assertThatThrownBy(() -> opener.open(4, true, tail.bytes())).isInstanceOf(SealException.class);
    }

    @Test
    void aNoteOpensForItsChunkOnly() {
        Piece piece = sealer.chunk(0, true, new byte[1], 1);
        assertThat(piece.note()).hasSize(64);
        assertThat(sealer.openNote(0, piece.note())).isEqualTo(piece.plaintext());
        assertThatThrownBy(() -> sealer.openNote(1, piece.note())).isInstanceOf(SealException.class);
        assertThatThrownBy(() -> sealer.openSheet(piece.note())).isInstanceOf(SealException.class);
    }

    @Test
    void aSheetComesBack_upToItsBound() {
        byte[] most = new byte[PieceSealer.MAX_SHEET_BYTES];
        assertThat(sealer.openSheet(sealer.sealSheet(most))).isEqualTo(most);
        assertThat(sealer.openSheet(sealer.sealSheet(new byte[0]))).isEmpty();
        assertThatThrownBy(() -> sealer.sealSheet(new byte[most.length + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSameBytesAreNeverSealedAlike() {
        byte[] plaintext = new byte[10];
        assertThat(sealer.tail(0, plaintext, 10).bytes())
                .isNotEqualTo(sealer.tail(0, plaintext, 10).bytes());
    }
}
