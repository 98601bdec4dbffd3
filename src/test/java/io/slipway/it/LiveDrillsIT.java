package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code slipway chaos} on the live relay, at the least size it has: those who don't behave take no memory and nobody's place, and a
 * transfer outlives its paths.
 */
class LiveDrillsIT {
    /** They are done when they have done what their size is, whatever the time. */
    private static final String LEAST_MINUTES = "0.001";

    private static final int RELAYS = 64;
    private static final int GREEDY = RELAYS / 8;
    private static final int TRANSFERS = 20;

    @TempDir
    Path folder;

    @Test
    void relaysStayWithinTheirMemory_whateverTheirSendersAndReceiversDo() throws Exception {
        JsonObject score = DrillRun.of(folder, "relay", LEAST_MINUTES);

        JsonObject figures = score.getJsonObject("figures");
        assertThat(figures.getDouble("MiB through one relay")).isEqualTo(512);
        assertThat(figures.getDouble("relays stalled")).isEqualTo(RELAYS);
        assertThat(figures.getDouble("MiB held for each"))
                .as("they do hold something")
                .isPositive();
        assertThat(score.getJsonObject("faults").getInteger("greedy sender shut out"))
                .isEqualTo(GREEDY);
    }

    @Test
    void transfersArrive_thoughTheirPathsAreCut() throws Exception {
        JsonObject score = DrillRun.of(folder, "paths", LEAST_MINUTES);

        JsonObject figures = score.getJsonObject("figures");
        assertThat(figures.getDouble("transfers")).isEqualTo(TRANSFERS);
        assertThat(figures.getDouble("paths that were relays")).isPositive();
        assertThat(figures.getDouble("switches")).isPositive();
        assertThat(score.getJsonObject("faults").getInteger("node killed")).isEqualTo(1);
    }
}
