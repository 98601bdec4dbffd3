package io.slipway.cli;

import io.slipway.config.NodeConfig;
import io.slipway.config.NodeConfig.Logs;
import io.slipway.telemetry.Logging;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipway run}, and {@code slipway} alone. */
@Command(
        name = "run",
        description = "Starts a node and runs it until it is told to stop (Ctrl-C, SIGTERM).",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final NodeStarter starter;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--until-input-ends",
            description = "Stops as well when standard input ends, and so with the process at its other end.")
    private boolean untilInputEnds;

    RunCommand(Map<String, String> environment, NodeStarter starter) {
        this.environment = environment;
        this.starter = starter;
    }

    @Override
    public Integer call() throws Exception {
        NodeConfig config = NodeConfig.load(environment);
        Logging.configure(config.logs().level().name(), config.logs().format() == Logs.Format.JSON);
        if (untilInputEnds) {
            Thread watch = new Thread(RunCommand::exitWhenInputEnds, "input-watch");
            watch.setDaemon(true);
            watch.start();
        }
        return new NodeProcess(starter, spec.commandLine().getOut(), NodeProcess.STOP_WITHIN).run(config);
    }

    private static void exitWhenInputEnds() {
        try {
            while (System.in.read() >= 0) {
                // There is nothing to say to a node; only the end matters.
            }
        } catch (IOException e) {
            // Nobody is at the other end of an unreadable input.
        }
        System.exit(ExitCode.OK);
    }
}
