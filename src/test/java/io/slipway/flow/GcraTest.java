package io.slipway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.model.Rate;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GcraTest {
    private static final Rate RATE = new Rate(10, Duration.ofSeconds(10));
    private static final long SECOND = 1_000_000;
    private static final long NOW = 5_000 * SECOND;

    @Test
    void soManyAtOnce_andNotOneMore() {
        long at = 0;
        for (int i = 0; i < 10; i++) {
            Gcra.Outcome outcome = Gcra.take(RATE, at, 1, NOW);
            assertThat(outcome.allowed()).isTrue();
            assertThat(outcome.left()).isEqualTo(9 - i);
            at = outcome.untouchedAt();
        }

        Gcra.Outcome refused = Gcra.take(RATE, at, 1, NOW);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.retryMicros()).isEqualTo(SECOND);
        assertThat(refused.untouchedAt()).isEqualTo(at);
        assertThat(Gcra.take(RATE, at, 1, NOW + SECOND - 1).allowed()).isFalse();
        assertThat(Gcra.take(RATE, at, 1, NOW + SECOND).allowed()).isTrue();
    }

    @Test
    void aTurnIsWorthTheSame_whenTakenTogether() {
        assertThat(Gcra.take(RATE, 0, 10, NOW).allowed()).isTrue();
        assertThat(Gcra.take(RATE, 0, 11, NOW).allowed()).isFalse();
        assertThat(Gcra.take(RATE, Gcra.take(RATE, 0, 4, NOW).untouchedAt(), 0, NOW)
                        .left())
                .isEqualTo(6);
    }

    @Test
    void overAnySpanNoMoreThanTheRateAllows() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long now = NOW;
            long at = 0;
            long allowed = 0;
            for (int i = 0; i < 1_000; i++) {
                now += random.nextInt(400_000);
                Gcra.Outcome outcome = Gcra.take(RATE, at, 1, now);
                at = outcome.untouchedAt();
                allowed += outcome.allowed() ? 1 : 0;
            }
            assertThat(allowed).isBetween((now - NOW) / SECOND, (now - NOW) / SECOND + 10);
        }
    }

    @Test
    void aRateHasBounds() {
        assertThat(new Rate(1, Duration.ofDays(30)).intervalMicros()).isEqualTo(30L * 86_400 * SECOND);
        assertThat(new Rate(Rate.MAX_COUNT, Duration.ofSeconds(1)).intervalMicros())
                .isOne();
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(0, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(Rate.MAX_COUNT + 1, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(1, Duration.ofMillis(999)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(1, Duration.ofDays(31)));
    }
}
