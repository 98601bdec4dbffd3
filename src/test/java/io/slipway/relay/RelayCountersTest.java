package io.slipway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.Relay.Ending;
import io.slipway.protocol.Relay.Refusal;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class RelayCountersTest {
    private final RelayCounters counters = new RelayCounters();

    @Test
    void everyCauseIsShown_alsoThatNothingWasRefused() {
        Map<String, Object> shown = counters.shown();
        assertThat(shown.keySet()).containsExactly("streams", "bytes", "refusedFrames", "endedSockets");
        assertThat((Map<?, ?>) shown.get("refusedFrames")).hasSize(Refusal.values().length);
        assertThat(shown.get("endedSockets"))
                .isEqualTo(Map.of("BAD_FRAME", 0L, "CREDIT_VIOLATION", 0L, "TOO_MUCH", 0L));
    }

    @Test
    void whatIsCountedIsShown() {
        counters.open.increment();
        counters.opened.add(2);
        counters.refused.add(3);
        counters.sent.add(4);
        counters.received.add(5);
        counters.dropped.add(6);
        counters.waiting.add(7);
        counters.hold(9);
        counters.hold(-1);
        counters.refuse(Refusal.FOREIGN_STREAM);
        counters.violated(Ending.BAD_FRAME);

        Map<String, Object> shown = counters.shown();

        assertThat(shown.get("streams")).isEqualTo(Map.of("open", 1L, "opened", 2L, "refused", 3L));
        assertThat(shown.get("bytes"))
                .isEqualTo(
                        Map.of("sent", 4L, "received", 5L, "dropped", 6L, "waiting", 7L, "held", 8L, "mostHeld", 9L));
        assertThat(shown.get("refusedFrames"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("FOREIGN_STREAM", 1L)
                .containsEntry("TRUNCATED", 0L);
        assertThat(counters.violations()).isEqualTo(1);
        assertThat(counters.violations(Ending.BAD_FRAME)).isEqualTo(1);
    }
}
