package io.slipway.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LiveBoardTest {
    private static final int USAGE = 2;

    @Test
    void whatWasMeasuredStandsBelow_andInTheJson() {
        Score score =
                new Score("relay", "1.2.3", 2, 7, 61, 0, 0, 0, Map.of(), List.of(), Map.of("MiB held for each", 0.768));

        assertThat(score.text().lines()).last().asString().isEqualTo("        MiB held for each: 0.77");
        assertThat(new JsonObject(score.json()).getJsonObject("figures").getDouble("MiB held for each"))
                .isEqualTo(0.768);
    }

    @Test
    void aFullRelayDrillNeedsRoomForItsRelays() {
        StringWriter errors = new StringWriter();
        int exit = new CommandLine(new ChaosCommand())
                .setErr(new PrintWriter(errors))
                .execute("relay", "--full", "--nodes=2");

        assertThat(exit).isEqualTo(USAGE);
        assertThat(errors.toString()).contains("relay with --full needs 3 nodes");
    }

    @Test
    void aFileIsPutTogetherOfWhatIsMissing_inAnyOrder() {
        KeptFile kept = new KeptFile(3L << 20, 1_000, 5);
        Assembly got = new Assembly(kept);
        SplittableRandom random = new SplittableRandom(9);
        long left = kept.sealedSize();
        while (!got.isWhole()) {
            assertThat(got.bytesLeft()).isEqualTo(left);
            Assembly.Run run = got.missing(random);
            assertThat(run.from()).isLessThan(run.to());
            byte[] chunk = kept.chunk(run.from());
            assertThat(got.position(run.from() + 1) - got.position(run.from())).isEqualTo(chunk.length);
            got.keep(run.from(), chunk);
            left -= chunk.length;
        }
        assertThat(left).isZero();
        assertThat(got.digest()).isEqualTo(kept.digest());
    }
}
