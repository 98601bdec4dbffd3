package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReachTest {
    private static final int UNIT = 1_000;

    private static Reach of(String range) {
        return Reach.of(range, UNIT);
    }

    @Test
    void aRangeReachesFromItsFirstChunkToItsLast() {
        assertThat(of("bytes=0-0")).isEqualTo(new Reach(0, 1));
        assertThat(of("bytes=999-1000")).isEqualTo(new Reach(0, 2));
        assertThat(of("bytes=1000-1999")).isEqualTo(new Reach(1, 1));
        assertThat(of("bytes=5000-8000")).isEqualTo(new Reach(5, 4));
    }

    @Test
    void noMoreIsAskedForThanMayBe() {
        assertThat(of(null)).isEqualTo(new Reach(0, Places.MAX));
        assertThat(of("bytes=2000-")).isEqualTo(new Reach(2, Places.MAX));
        int most = Places.MAX;
        assertThat(of("bytes=0-" + (most * UNIT - 1))).isEqualTo(new Reach(0, most));
        assertThat(of("bytes=0-" + most * UNIT)).isEqualTo(new Reach(0, most));
        assertThat(of("bytes=0-" + Long.MAX_VALUE)).isEqualTo(new Reach(0, most));
    }

    @Test
    void whatIsNoRangeOrCountsFromTheEndIsAGuess() {
        assertThat(of("nonsense")).isEqualTo(new Reach(0, Places.MAX));
        assertThat(of("bytes=-500").from()).isPositive();
        assertThat(of("bytes=-500").count()).isBetween(1, 2);
    }
}
