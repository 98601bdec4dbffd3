package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
    private static final String TAG = "\"a.1\"";

    private static Selection of(String range, String ifRange, String ifNoneMatch) {
        return Selection.of(100, TAG, range, ifRange, ifNoneMatch);
    }

    @Test
    void withoutConditionsARangeDecides() {
        assertThat(of(null, null, null)).isEqualTo(new Selection.Whole());
        assertThat(of("bytes=1-2", null, null)).isEqualTo(new Selection.Part(1, 2));
        assertThat(of("bytes=100-", null, null)).isEqualTo(new Selection.Unsatisfiable());
    }

    @Test
    void aRangeCountsOnlyWhileTheFileIsTheSame() {
        assertThat(of("bytes=1-2", TAG, null)).isEqualTo(new Selection.Part(1, 2));
        assertThat(of("bytes=1-2", " " + TAG + " ", null)).isEqualTo(new Selection.Part(1, 2));
        assertThat(of("bytes=1-2", "W/" + TAG, null)).isEqualTo(new Selection.Whole());
        assertThat(of("bytes=1-2", "\"b\"", null)).isEqualTo(new Selection.Whole());
        assertThat(of("bytes=1-2", "Fri, 17 Nov 2023 22:13:20 GMT", null)).isEqualTo(new Selection.Whole());
        assertThat(of("bytes=100-", "\"b\"", null)).isEqualTo(new Selection.Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a.1\"", "W/\"a.1\"", "\"x\", \"a.1\"", "\"x\" ,W/\"a.1\"", "*", " * "})
    void whatTheClientHasIsNotSentAgain(String list) {
        assertThat(of(null, null, list)).isEqualTo(new Selection.NotModified());
        assertThat(of("bytes=1-2", null, list)).isEqualTo(new Selection.NotModified());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.1", "\"a.2\"", "\"A.1\"", "\"a.1", "'a.1'", "**"})
    void anotherTagIsAnotherFile(String list) {
        assertThat(of(null, null, list)).isEqualTo(new Selection.Whole());
    }
}
