package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ComponentHealthTest {
    @Test
    void onlyWhatIsDownGetsNoWork() {
        assertThat(ComponentHealth.ok().ready()).isTrue();
        assertThat(ComponentHealth.degraded("one of three brokers is away").ready())
                .isTrue();
        assertThat(ComponentHealth.down("no broker answers").ready()).isFalse();
    }

    @Test
    void whoIsNotWellSaysWhy() {
        assertThatIllegalArgumentException().isThrownBy(() -> ComponentHealth.down(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> ComponentHealth.degraded(null));
    }
}
