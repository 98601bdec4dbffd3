package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilePolicyTest {
    private static final FilePolicy POLICY =
            new FilePolicy(10, List.of("image/*", "application/pdf"), List.of("*.exe", "autorun.*", "*.tar.*", "x"));

    @Test
    void sizesBeginAtTheLeast() {
        POLICY.size(10);
        assertRefused(() -> POLICY.size(9), ProblemCode.TOO_SMALL);
    }

    @Test
    void typesAreAllowedByNameOrFamily() {
        POLICY.type("image/png");
        POLICY.type("application/pdf");
        assertRefused(() -> POLICY.type("application/zip"), ProblemCode.TYPE_NOT_ALLOWED);
        assertRefused(() -> POLICY.type("images/png"), ProblemCode.TYPE_NOT_ALLOWED);
        FilePolicy.ALL.type("application/zip");
    }

    @ParameterizedTest
    @CsvSource({
        "a.exe, true",
        "A.EXE, true",
        ".exe, true",
        "a.exe.txt, false",
        "exe, false",
        "AutoRun.inf, true",
        "autorun, false",
        "a.tar.gz, true",
        "a.tar.b.gz, true",
        "x, true",
        "xx, false"
    })
    void namesAreBlockedByPattern(String name, boolean blocked) {
        if (blocked) {
            assertRefused(() -> POLICY.name(name), ProblemCode.NAME_NOT_ALLOWED);
        } else {
            assertThatCode(() -> POLICY.name(name)).doesNotThrowAnyException();
        }
    }

    @Test
    void manyStarsTakeNoLongTime() {
        FilePolicy stars = new FilePolicy(0, List.of(), List.of("*a".repeat(100) + "b"));
        long began = System.nanoTime();

        stars.name("a".repeat(255));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void whatCannotBeAPolicyIsRefused() {
        List<String> most = Collections.nCopies(FilePolicy.MAX_PATTERNS, "a");
        assertThat(new FilePolicy(0, List.of(), most).blockedNames()).hasSize(FilePolicy.MAX_PATTERNS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FilePolicy(0, List.of(), Collections.nCopies(FilePolicy.MAX_PATTERNS + 1, "a")));
        assertThatIllegalArgumentException().isThrownBy(() -> new FilePolicy(-1, List.of(), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new FilePolicy(0, List.of("Image/png"), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new FilePolicy(0, List.of("*/*"), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new FilePolicy(0, List.of(), List.of("")));
    }

    private static void assertRefused(ThrowingCallable call, ProblemCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
