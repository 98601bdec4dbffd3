package io.slipway.cli;

import io.slipway.cli.bench.BenchCommand;
import io.slipway.cli.chaos.ChaosCommand;
import io.slipway.cli.cluster.ClusterCommand;
import io.slipway.config.ConfigException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The front of the program: one word and its options; no word means {@code run}. */
@Command(
        name = "slipway",
        description = "Self-hosted file sharing: one link, the best path, never starts over.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        footerHeading = "%nSettings come from SLIPWAY_* variables; `slipway config` lists them.%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; for a node: stopped when told to",
            "1:a fault",
            "2:wrong arguments",
            "3:wrong configuration",
            "4:the node could not start",
            "5:the node did not stop in time",
            "6:something that is kept is damaged"
        })
public final class Slipway {
    private static final Logger LOG = LoggerFactory.getLogger(Slipway.class);

    private Slipway() {}

    /**
     * Does what the arguments say, and returns when it is done: for {@code run} not before the node has failed to start,
     * since a node that runs ends with its process.
     *
     * @return an {@link ExitCode}
     */
    public static int execute(String[] arguments, Map<String, String> environment, NodeStarter starter) {
        return commandLine(environment, starter).execute(arguments.length == 0 ? new String[] {"run"} : arguments);
    }

    static CommandLine commandLine(Map<String, String> environment, NodeStarter starter) {
        return new CommandLine(new Slipway())
                .addSubcommand("run", new RunCommand(environment, starter))
                .addSubcommand("cluster", new ClusterCommand(environment))
                .addSubcommand("config", new ConfigCommand(environment))
                .addSubcommand("scrub", new ScrubCommand(environment))
                .addSubcommand("bench", new BenchCommand())
                .addSubcommand("chaos", new ChaosCommand())
                .addSubcommand("version", new VersionCommand())
                .addSubcommand("help", new HelpCommand())
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    }

    private static int failed(Exception failure, CommandLine command) {
        if (failure instanceof ConfigException wrong) {
            command.getErr().println("slipway: the configuration is wrong");
            wrong.problems().forEach(problem -> command.getErr().println("  " + problem));
            return ExitCode.CONFIGURATION;
        }
        LOG.atError().setCause(failure).log("a command failed");
        return ExitCode.FAULT;
    }
}
