package io.slipway.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.config.ConfigException;
import io.slipway.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsTest {
    @TempDir
    Path data;

    private ConfigLoader.Loaded loaded(String... told) {
        Map<String, String> environment = new HashMap<>(Map.of("SLIPWAY_DATA", data.toString()));
        for (int i = 0; i < told.length; i += 2) {
            environment.put(told[i], told[i + 1]);
        }
        return ConfigLoader.load(environment);
    }

    @Test
    void whatIsForEveryNodeIsPassedOn_fromTheFileAsWell() throws IOException {
        Files.writeString(data.resolve("slipway.properties"), "max-file=3GiB\nkafka-memory=1GiB\nport=9000\n");

        assertThat(NodeSettings.of(loaded("SLIPWAY_UNDO", "1s", "SLIPWAY_MIN_FREE", "2GiB", "SLIPWAY_LOG", "debug")))
                .isEqualTo(Map.of(
                        "SLIPWAY_MAX_FILE",
                        "3GiB",
                        "SLIPWAY_UNDO",
                        "1s",
                        "SLIPWAY_MIN_FREE",
                        "2GiB",
                        "SLIPWAY_LOG",
                        "DEBUG"));
    }

    @Test
    void noSecretIsPassedOnMasked() {
        assertThat(NodeSettings.of(loaded("SLIPWAY_ROOT_KEY", "ca".repeat(32)))).isEmpty();
        assertThat(NodeSettings.of(loaded("SLIPWAY_ICE", "turn:a", "SLIPWAY_TURN_SECRET", "s3")))
                .isEqualTo(Map.of("SLIPWAY_ICE", "turn:a", "SLIPWAY_TURN_SECRET", "s3"));
    }

    @Test
    void whatMakesNoSenseHereIsRefused() {
        assertThatThrownBy(() -> NodeSettings.of(loaded("SLIPWAY_KAFKA", "b:9092", "SLIPWAY_REDIS", "redis://r")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("SLIPWAY_KAFKA has no meaning here")
                .hasMessageContaining("SLIPWAY_REDIS has no meaning here");
    }
}
