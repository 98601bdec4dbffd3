package io.slipway.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackPortsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("ports.properties");
    }

    private LoopbackPorts ports() throws IOException {
        return new LoopbackPorts(new PrivateProperties(file), new Random());
    }

    @Test
    void aPortIsRememberedAndBelowTheRangeOfOutgoingConnections() throws IOException {
        int port = ports().port("redis.port");
        assertThat(port).isBetween(LoopbackPorts.LOWEST, LoopbackPorts.BEYOND - 1);
        assertThat(ports().port("redis.port")).isEqualTo(port);
    }

    @Test
    void aTakenPortIsReplacedAndTheNewOneRemembered() throws IOException {
        int former = ports().port("redis.port");
        try (ServerSocket taken = new ServerSocket(former, 1, InetAddress.getByName("127.0.0.1"))) {
            int now = ports().port("redis.port");
            assertThat(now).isNotEqualTo(taken.getLocalPort());
            assertThat(ports().port("redis.port")).isEqualTo(now);
        }
    }

    @Test
    void noPortIsGivenTwice() throws IOException {
        LoopbackPorts ports = ports();
        assertThat(ports.port("kafka.port")).isNotEqualTo(ports.port("kafka.controller.port"));
        assertThat(ports.another("kafka.port")).isNotEqualTo(ports.port("kafka.controller.port"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"19999", "32768", "70000", "x", "-1"})
    void aRememberedPortOutsideTheRangeIsReplaced(String remembered) throws IOException {
        Files.writeString(file, "redis.port=" + remembered + "\n");
        assertThat(ports().port("redis.port")).isBetween(LoopbackPorts.LOWEST, LoopbackPorts.BEYOND - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {LoopbackPorts.LOWEST, LoopbackPorts.BEYOND - 1})
    void theEndsOfTheRangeAreInIt(int port) throws IOException {
        new PrivateProperties(file).put(Map.of("redis.port", Integer.toString(port)));
        if (LoopbackPorts.isFree(port)) {
            assertThat(ports().port("redis.port")).isEqualTo(port);
        } else {
            assertThat(ports().port("redis.port")).isNotEqualTo(port);
        }
    }
}
