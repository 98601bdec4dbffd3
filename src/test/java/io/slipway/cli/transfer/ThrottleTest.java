package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThrottleTest {
    private final FakePauses pauses = new FakePauses();

    @Test
    void bytesPassAtTheRate() throws Exception {
        Throttle throttle = new Throttle(Throttle.LEAST, pauses);

        for (int i = 0; i < 11; i++) {
            throttle.take((int) Throttle.LEAST / 2);
        }

        assertThat(Duration.ofNanos(pauses.now)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whoWasIdleMayNotMakeUpForIt() throws Exception {
        Throttle throttle = new Throttle(Throttle.LEAST, pauses);
        pauses.now = Duration.ofHours(1).toNanos();

        throttle.take((int) Throttle.LEAST);
        throttle.take(1);

        assertThat(pauses.slept).containsExactly(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void whoCannotWaitIsToldHowLong() {
        Throttle throttle = new Throttle(Throttle.LEAST, pauses);

        assertThat(throttle.takeLater((int) Throttle.LEAST)).isZero();
        assertThat(throttle.takeLater((int) Throttle.LEAST))
                .isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(throttle.takeLater(1)).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(new Throttle(0, pauses).takeLater(Integer.MAX_VALUE)).isZero();
        assertThat(pauses.slept).isEmpty();
    }

    @Test
    void withoutARateNobodyWaits() throws Exception {
        Throttle throttle = new Throttle(0, pauses);

        throttle.take(Integer.MAX_VALUE);
        throttle.take(Integer.MAX_VALUE);

        assertThat(pauses.slept).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,4", "65536,1", "524287,1", "524288,2", "1048576,4", "99999999,4"})
    void aSlowRateIsSharedByFew(long rate, int workers) {
        assertThat(new Throttle(rate, pauses).workers(4)).isEqualTo(workers);
    }
}
