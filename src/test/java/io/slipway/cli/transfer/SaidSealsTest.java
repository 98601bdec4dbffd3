package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.room.BadTalk;
import io.slipway.cli.room.Talk;
import io.slipway.model.Digest;
import io.slipway.model.PeerId;
import io.slipway.seal.Commit;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.FileMeta;
import io.slipway.seal.Randomness;
import io.slipway.seal.SealBlock;
import io.slipway.seal.Slp1;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SaidSealsTest {
    private static final Randomness RANDOM = Randomness.of(new SecureRandom());
    private static final PeerId ANN = PeerId.of(RANDOM.bytes(16));
    private static final PeerId BO = PeerId.of(RANDOM.bytes(16));
    private static final Digest ROOT = Digest.of(new byte[Digest.BYTES]);

    private final OpenedFile one = file(5);
    private final OpenedFile two = file(5);
    private final SaidSeals seals = new SaidSeals();

    @BeforeEach
    void know() {
        seals.knows(List.of(one, two));
    }

    private static OpenedFile file(long size) {
        FileHeader header = FileHeader.of(RANDOM.fileId(), size);
        FileKey key = FileKey.random(RANDOM);
        FileMeta meta = new FileMeta("name", "", "", 0, size);
        return new OpenedFile(header.fileId(), header, key, Commit.of(key, header), meta, size, null);
    }

    private static byte[] seal(OpenedFile file) {
        return new SealBlock(file.size(), ROOT).seal(file.key(), file.header(), RANDOM);
    }

    @Test
    void aSealIsKnownOnceASenderSaidIt() throws BadTalk {
        byte[] seal = seal(one);
        seals.take(ANN, new Talk.Seal(one.id(), seal));
        seals.take(ANN, new Talk.Seal(one.id(), seal.clone()));

        assertThat(seals.of(one.id())).isEqualTo(seal);
        assertThat(seals.of(two.id())).isNull();
    }

    @Test
    void aSenderSaysOneSealOfAFile_andAnotherSenderMaySayAnother() throws BadTalk {
        seals.take(ANN, new Talk.Seal(one.id(), seal(one)));

        assertThatThrownBy(() -> seals.take(ANN, new Talk.Seal(one.id(), seal(one))))
                .isInstanceOf(BadTalk.class);
        seals.take(BO, new Talk.Seal(one.id(), seal(one)));
    }

    @Test
    void aForeignOrBrokenSealIsRefused() {
        byte[] broken = seal(one);
        broken[Slp1.SEAL_BYTES - 1] ^= 1;

        for (byte[] each : List.of(seal(two), broken, new byte[Slp1.SEAL_BYTES])) {
            assertThatThrownBy(() -> seals.take(ANN, new Talk.Seal(one.id(), each)))
                    .isInstanceOf(BadTalk.class);
        }
        assertThat(seals.of(one.id())).isNull();
    }

    @Test
    void oneOfAnUnknownFileIsNothing() throws BadTalk {
        OpenedFile other = file(5);
        seals.take(ANN, new Talk.Seal(other.id(), new byte[Slp1.SEAL_BYTES]));

        assertThat(seals.of(other.id())).isNull();
    }

    @Test
    void withItsPairGoesWhatASenderSaid() throws BadTalk {
        seals.take(ANN, new Talk.Seal(one.id(), seal(one)));
        seals.gone(ANN);

        assertThat(seals.of(one.id())).isNull();
        seals.take(ANN, new Talk.Seal(one.id(), seal(one)));
    }
}
