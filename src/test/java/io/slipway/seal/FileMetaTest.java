package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FileMetaTest {
    private final Randomness random = new SeededRandomness(6);
    private final FileKey key = FileKey.random(random);
    private final FileHeader header = FileHeader.of(random.fileId(), 5);
    private final Commit commit = Commit.of(key, header);

    @Test
    void jsonIsCanonicalAndPadded() {
        FileMeta meta = new FileMeta("a \"b\"\u001f\n\\/ \u20ac\ud83d\ude00", "x/y", "text/plain", -1, 5);
        byte[] json = meta.json();
        assertThat(new String(json, StandardCharsets.UTF_8))
                .startsWith(
                        "{\"mtime\":-1,\"name\":\"a \\\"b\\\"\\u001f\\n\\\\/ \u20ac\ud83d\ude00\",\"padding\":\"000")
                .endsWith("0\",\"path\":\"x/y\",\"size\":5,\"type\":\"text/plain\"}");
        assertThat(json).hasSize(256);
        assertThat(FileMeta.parse(json)).isEqualTo(meta);
    }

    @Test
    void renamingIsAHigherVersion() {
        byte[] first = new FileMeta("old", "", "", 0, 5).seal(key, header, 1, random);
        byte[] second = new FileMeta("new", "", "", 0, 5).seal(key, header, 2, random);
        assertThat(FileMeta.open(key, header, commit, 2, second).name()).isEqualTo("new");
        Expect.error(SealError.BAD_BLOCK, () -> FileMeta.open(key, header, commit, 2, first));
    }

    @Test
    void lengthIsBounded() {
        int fixed = new String(new FileMeta("", "", "", 0, 0).json(), StandardCharsets.UTF_8)
                .replaceFirst("\"padding\":\"0*\"", "\"padding\":\"\"")
                .length();
        String longest = "n".repeat(Slp1.MAX_META_BYTES - fixed);
        assertThat(new FileMeta(longest, "", "", 0, 0).json()).hasSize(Slp1.MAX_META_BYTES);
        Expect.error(SealError.BAD_META, () -> new FileMeta(longest + "n", "", "", 0, 0).json());
        Expect.error(SealError.BAD_LENGTH, () -> FileMeta.open(key, header, commit, 1, new byte[32]));
        Expect.error(SealError.BAD_LENGTH, () -> FileMeta.open(key, header, commit, 1, new byte[32 + 257]));
        Expect.error(
                SealError.BAD_LENGTH,
                () -> FileMeta.open(key, header, commit, 1, new byte[32 + Slp1.MAX_META_BYTES + 256]));
    }

    @Test
    void halfASurrogatePairAndBrokenUtf8AreRefused() {
        Expect.error(SealError.BAD_META, () -> new FileMeta("\ud83d", "", "", 0, 0).json());
        byte[] json = new FileMeta("name", "", "", 0, 0).json();
        json[20] = (byte) 0xff;
        Expect.error(SealError.BAD_META, () -> FileMeta.parse(json));
    }

    @Test
    void numbersAreBounded() {
        assertThat(FileMeta.parse(new FileMeta("", "", "", -Slp1.MAX_SIZE, Slp1.MAX_SIZE).json())
                        .size())
                .isEqualTo(Slp1.MAX_SIZE);
        for (long mtime : new long[] {Slp1.MAX_SIZE + 1, -Slp1.MAX_SIZE - 1, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> new FileMeta("", "", "", mtime, 0)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new FileMeta("", "", "", 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
