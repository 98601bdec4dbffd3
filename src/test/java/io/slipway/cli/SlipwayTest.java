package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SlipwayTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    Path data;

    @Test
    void configShowsEverySettingAndNoSecret() {
        environment.put("SLIPWAY_ROOT_KEY", "ca".repeat(32));
        environment.put("SLIPWAY_PORT", "9000");

        assertThat(execute("config")).isEqualTo(ExitCode.OK);

        assertThat(out.toString())
                .containsPattern("(?m)^SLIPWAY_PORT +9000 +environment$")
                .containsPattern("(?m)^SLIPWAY_HOST +127\\.0\\.0\\.1 +default$")
                .containsPattern("(?m)^SLIPWAY_KAFKA +\\(not set\\) +default$")
                .containsPattern("(?m)^SLIPWAY_ROOT_KEY +\\*\\*\\* +environment$")
                .doesNotContain("caca");
    }

    @Test
    void aWrongConfigurationIsSpelledOut() {
        environment.put("SLIPWAY_PORT", "x");
        environment.put("SLIPWAY_LIMIT", "1");

        assertThat(execute("config")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString().lines())
                .containsExactly(
                        "slipway: the configuration is wrong",
                        "  there is no setting SLIPWAY_LIMIT",
                        "  SLIPWAY_PORT must be a whole number from 1 to 65535, not \"x\"");
        assertThat(execute("run")).isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void wrongArgumentsAreAnsweredWithTheUsage() {
        assertThat(execute("fly")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("run", "--fast")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("fly", "--fast", "Usage: slipway");
    }

    @Test
    void whatACommandCannotDoIsWrongUse() {
        assertThat(execute("cluster", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("cluster", "9")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("chaos")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("chaos", "coffee")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("chaos", "redis", "--minutes", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("chaos", "redis", "--minutes", "1441")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("chaos", "redis", "--nodes", "1")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("chaos", "redis", "--nodes", "9")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        assertThat(execute("help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("run", "cluster", "config", "bench", "version", "Exit codes", "SLIPWAY_")
                .contains("send", "receive", "ls", "rm");
    }

    @Test
    void versionIsOneLine() {
        assertThat(execute("version")).isEqualTo(ExitCode.OK);
        assertThat(execute("--version")).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("slipway "));
    }

    @Test
    void aNodeThatCannotStartSaysSo() {
        assertThat(execute("run")).isEqualTo(ExitCode.NOT_STARTED);
    }

    private int execute(String... arguments) {
        environment.put("SLIPWAY_DATA", data.toString());
        CommandLine line = Slipway.commandLine(environment, config -> {
            throw new IOException("the port is in use");
        });
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
