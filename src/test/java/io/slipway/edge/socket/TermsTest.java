package io.slipway.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.edge.socket.SignalSockets.Terms;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TermsTest {
    private static Duration pings(Duration idle) {
        return Terms.of("n", Duration.ofSeconds(30), IceServers.none(), idle).pingEvery();
    }

    @Test
    void pingsComeBeforeTheConnectionIsTakenForIdle() {
        assertThat(pings(Duration.ofSeconds(75))).isEqualTo(Duration.ofSeconds(20));
        assertThat(pings(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(20));
        assertThat(pings(Duration.ofSeconds(6))).isEqualTo(Duration.ofSeconds(2));
    }
}
