package io.slipway.cli;

import io.slipway.config.NodeConfig;
import io.slipway.config.NodeConfig.Logs;
import io.slipway.telemetry.Logging;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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

    RunCommand(Map<String, String> environment, NodeStarter starter) {
        this.environment = environment;
        this.starter = starter;
    }

    @Override
    public Integer call() throws Exception {
        NodeConfig config = NodeConfig.load(environment);
        Logging.configure(config.logs().level().name(), config.logs().format() == Logs.Format.JSON);
        return new NodeProcess(starter, spec.commandLine().getOut(), NodeProcess.STOP_WITHIN).run(config);
    }
}
