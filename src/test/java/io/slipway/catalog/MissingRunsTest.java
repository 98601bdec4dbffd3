package io.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MissingRunsTest {
    @Test
    void neighboursBecomeOneRun() {
        MissingRuns runs = new MissingRuns(10);

        for (long index : new long[] {0, 1, 2, 5, 7, 8}) {
            assertThat(runs.add(index)).isTrue();
        }

        assertThat(runs.ranges()).containsExactly(0L, 2L, 5L, 5L, 7L, 8L);
    }

    @Test
    void stopsAtTheLimit_yetLetsTheLastRunGrow() {
        MissingRuns runs = new MissingRuns(2);

        assertThat(runs.add(0)).isTrue();
        assertThat(runs.add(2)).isTrue();
        assertThat(runs.add(3)).isTrue();
        assertThat(runs.add(5)).isFalse();

        assertThat(runs.ranges()).containsExactly(0L, 0L, 2L, 3L);
    }
}
