package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.FileId;
import org.junit.jupiter.api.Test;

class FileHeaderTest {
    private final Randomness random = new SeededRandomness(9);

    @Test
    void headerSaysWhatItAnnounces() {
        FileId id = random.fileId();
        assertThat(FileHeader.of(id, Slp1.MAX_SIZE).announcedSize()).hasValue(Slp1.MAX_SIZE);
        assertThat(FileHeader.ofUnknownSize(id).announcedSize()).isEmpty();
        assertThat(FileHeader.parse(FileHeader.of(id, 5).bytes())).isEqualTo(FileHeader.of(id, 5));
        assertThat(FileHeader.parse(FileHeader.of(id, 5).bytes()).fileId()).isEqualTo(id);
        assertThatThrownBy(() -> FileHeader.of(id, Slp1.MAX_SIZE + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FileHeader.of(id, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
