package io.slipway.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void portsInUseAreLeftOut_andARunIsWithoutAGap() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(new FreePorts(port).port()).isGreaterThan(port);
            assertThat(new FreePorts(port - 2).run(4)).isGreaterThan(port);
        }
    }

    @Test
    void noPortIsGivenTwice() throws Exception {
        FreePorts ports = new FreePorts(21_000);
        int first = ports.run(16);

        assertThat(ports.port()).isGreaterThanOrEqualTo(first + 16);
    }
}
