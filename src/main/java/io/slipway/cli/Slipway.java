package io.slipway.cli;

import io.slipway.cli.bench.BenchCommand;
import io.slipway.cli.chaos.ChaosCommand;
import io.slipway.cli.cluster.ClusterCommand;
import io.slipway.cli.transfer.ListCommand;
import io.slipway.cli.transfer.ReceiveCommand;
import io.slipway.cli.transfer.RemoveCommand;
import io.slipway.cli.transfer.SendCommand;
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
            "6:something that is kept, or came, is damaged",
            "7:a share that is unknown or has ended",
            "8:a wrong or missing key or password",
            "9:refused: by the node, by a person, or since a file changed",
            "10:the node can't be reached",
            "130:interrupted"
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
        // An id may begin with a hyphen.
        CommandLine remove =
                new CommandLine(new RemoveCommand(environment)).setUnmatchedOptionsArePositionalParams(true);
        return new CommandLine(new Slipway())
                .addSubcommand("run", new RunCommand(environment, starter))
                .addSubcommand("cluster", new ClusterCommand(environment))
                .addSubcommand("config", new ConfigCommand(environment))
                .addSubcommand("send", new SendCommand(environment))
                .addSubcommand("receive", new ReceiveCommand(environment))
                .addSubcommand("ls", new ListCommand(environment))
                .addSubcommand("rm", remove)
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
