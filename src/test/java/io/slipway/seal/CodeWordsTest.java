package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CodeWordsTest {
    @Test
    void theListIsTheOneThatWasPublished() {
        String file = String.join("\n", CodeWords.all()) + "\n";
        assertThat(Digests.sha256(file.getBytes(StandardCharsets.US_ASCII)).toString())
                .isEqualTo("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
    }

    @Test
    void wordsAreDrawnFromTheWholeList() {
        assertThat(CodeWords.draw(target -> {})).isEqualTo("abandon-abandon");
        assertThat(CodeWords.draw(target -> java.util.Arrays.fill(target, (byte) 0xff)))
                .isEqualTo("zoo-zoo");
        assertThat(CodeWords.draw(new SeededRandomness(3))).matches("[a-z]+-[a-z]+");
    }

    @Test
    void aWordMayEndEarlyWhereOnlyOneBeginsSo() {
        assertThat(CodeWords.complete("guitar")).contains("guitar");
        assertThat(CodeWords.complete("guit")).contains("guitar");
        assertThat(CodeWords.complete("act"))
                .as("a word, and the beginning of others")
                .contains("act");
        assertThat(CodeWords.complete("ab")).as("many").isEmpty();
        assertThat(CodeWords.complete("xyz")).isEmpty();
        assertThat(CodeWords.complete("")).isEmpty();
    }
}
