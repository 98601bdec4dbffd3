package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    @Test
    void bytesAndTextAreOneToOne() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[Ids.BYTES];
            random.nextBytes(bytes);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

            assertThat(FileId.of(bytes)).isEqualTo(new FileId(text)).hasToString(text);
            assertThat(ShareId.of(bytes)).isEqualTo(new ShareId(text)).hasToString(text);
            assertThat(new FileId(text).bytes()).isEqualTo(bytes);
            assertThat(new ShareId(text).bytes()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "AAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAA==",
                "AAAAAAAAAAAAAAAAAAAAAB",
                "AAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAAA+",
                "AAAAAAAAAAAAAAAAAAAAA/",
                "../../../../etc/passwd",
                "AAAAAAAAAAAAAAAAAAAA%00",
                "AAAAAAAAAAAAAAAAAAAAA\u0000",
                "AAAAAAAAAAAAAAAAAAAAA\n",
                " AAAAAAAAAAAAAAAAAAAAA",
                "ＡAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAA\ud83d\ude00"
            })
    void anythingButTheCanonicalTextIsRefused(String text) {
        for (var make : java.util.List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> new FileId(text), () -> new ShareId(text))) {
            assertThatThrownBy(make).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                    .isEqualTo(ProblemCode.BAD_REQUEST));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17})
    void anIdHasSixteenBytes(int length) {
        assertThatThrownBy(() -> FileId.of(new byte[length])).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> ShareId.of(new byte[length])).isInstanceOf(Problem.class);
    }

    @Test
    void theBytesHandedOutAreACopy() {
        FileId id = FileId.of(new byte[Ids.BYTES]);
        id.bytes()[0] = 1;
        assertThat(id.bytes()).containsOnly(0);
    }
}
