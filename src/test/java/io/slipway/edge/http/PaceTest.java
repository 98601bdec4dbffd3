package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Pace.Rule RULE = new Pace.Rule(new Pace.Least(100, 1_000), new Pace.Least(1_000, 200));

    @Test
    void enoughBytesInEverySpanIsFastEnough() {
        Pace pace = new Pace(RULE);
        for (long now = 1_000; now < 20_000; now += 1_000) {
            pace.moved(100);
            assertThat(pace.tooSlow(now, false)).isFalse();
        }
        pace.moved(99);
        assertThat(pace.tooSlow(20_000, false)).isTrue();
    }

    @Test
    void nothingIsSaidBeforeASpanIsOver() {
        Pace pace = new Pace(RULE);
        assertThat(pace.tooSlow(999, false)).isFalse();
        assertThat(pace.tooSlow(1_000, false)).isTrue();
    }

    @Test
    void theBarIsHigherWhileOthersWait() {
        Pace pace = new Pace(RULE);
        pace.moved(999);
        assertThat(pace.tooSlow(199, true)).isFalse();
        assertThat(pace.tooSlow(200, true)).isTrue();
        pace.moved(1_000);
        assertThat(pace.tooSlow(400, true)).isFalse();
        assertThat(pace.tooSlow(600, false)).isFalse();
        assertThat(pace.tooSlow(800, true)).isTrue();
    }

    @Test
    void theRuleFollowsItsSpan() {
        assertThat(Pace.Rule.per(Duration.ofSeconds(10)))
                .isEqualTo(new Pace.Rule(new Pace.Least(10_240, 10_000), new Pace.Least(65_536, 2_000)));
    }
}
