package io.slipway.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {
    private static final int USAGE = 2;

    private static String refused(String... arguments) {
        StringWriter errors = new StringWriter();
        int exit = new CommandLine(new BenchCommand())
                .setErr(new PrintWriter(errors))
                .execute(arguments);
        assertThat(exit).isEqualTo(USAGE);
        return errors.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--size=31",
                "--size=65537",
                "--rounds=0",
                "--rounds=100",
                "--warm-up=-1",
                "--warm-up=100001",
                "--warm-up-size=-1",
                "--warm-up-size=65537"
            })
    void whatIsOutOfBoundsIsRefused(String argument) {
        assertThat(refused(argument)).contains(argument.split("=")[0] + " is a number from ");
    }

    @Test
    void anUnknownTrialIsRefused_withThoseThereAre() {
        assertThat(refused("--only", "upload,coffee"))
                .contains(
                        "--only knows start, upload, cold, hot, single, ranges, small, changes, relay, sockets; not coffee");
    }

    @Test
    void theHelpNamesAllTrials() {
        String help = new CommandLine(new BenchCommand()).getUsageMessage();

        for (Trial trial : Trial.values()) {
            assertThat(help).contains(trial.word());
        }
    }
}
