package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code slipway chaos} from its command line to its scoreboard, with the one kind of damage no other test does: connections that are
 * dropped, repeated and delayed at any byte.
 */
class DrillsIT {
    /** How many there are is up to how much a machine gets done in the time; without any the drill shows nothing. */
    private static final int LEAST_FAULTS = 1;

    @TempDir
    Path folder;

    @Test
    void filesAreStoredOnce_thoughConnectionsAreDroppedRepeatedAndDelayed() throws Exception {
        JsonObject score = DrillRun.of(folder, "once", "0.15");

        assertThat(score.getLong("bytes")).isPositive();
        assertThat(score.getJsonObject("faults").stream()
                        .mapToInt(fault -> (Integer) fault.getValue())
                        .sum())
                .as("faults: " + score)
                .isGreaterThanOrEqualTo(LEAST_FAULTS);
    }
}
