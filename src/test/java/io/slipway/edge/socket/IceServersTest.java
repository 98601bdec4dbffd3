package io.slipway.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.model.Clock;
import io.slipway.seal.TurnSecret;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IceServersTest {
    private static final Clock CLOCK = () -> 1_700_000_000_999L;

    @Test
    void thereAreNoneUnlessTheyAreNamed() {
        assertThat(IceServers.none().servers()).isEmpty();
    }

    @Test
    void aRelayIsLoggedInTo_forSomeHours() {
        TurnSecret secret = new TurnSecret("shared");
        IceServers ice =
                new IceServers(List.of("stun:a", "turn:b?transport=udp", "turns:b"), Optional.of(secret), CLOCK);

        List<IceServers.Server> servers = ice.servers();

        assertThat(servers).hasSize(2);
        assertThat(servers.get(0)).isEqualTo(new IceServers.Server(List.of("stun:a"), null, null));
        String until = String.valueOf(1_700_000_000L + 12 * 3_600);
        assertThat(servers.get(1))
                .isEqualTo(new IceServers.Server(
                        List.of("turn:b?transport=udp", "turns:b"), until, secret.password(until)));
        assertThat(servers.get(1).toString()).doesNotContain(secret.password(until));
    }

    @Test
    void aRelayWithoutASecretIsAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IceServers(List.of("turns:b"), Optional.empty(), CLOCK));
    }
}
