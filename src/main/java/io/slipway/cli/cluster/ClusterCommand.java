package io.slipway.cli.cluster;

import io.slipway.cli.NodeProcess;
import io.slipway.config.ConfigLoader;
import io.slipway.config.NodeConfig.Logs;
import io.slipway.telemetry.Logging;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway cluster}. */
@Command(
        name = "cluster",
        description = "Runs several nodes on this machine, with one Kafka and one Redis of their own, behind one port.",
        mixinStandardHelpOptions = true)
public final class ClusterCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "N", description = "How many nodes, 1 to " + LocalCluster.MOST_NODES + ".")
    private int nodes;

    @Option(
            names = "--port",
            paramLabel = "P",
            description = "The port that people use; nodes get free ones after it (default: SLIPWAY_PORT).")
    private Integer port;

    public ClusterCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (nodes < 1 || nodes > LocalCluster.MOST_NODES) {
            throw new ParameterException(
                    spec.commandLine(), "a cluster has 1 to " + LocalCluster.MOST_NODES + " nodes, not " + nodes);
        }
        Map<String, String> settings = new HashMap<>(environment);
        if (port != null) {
            settings.put("SLIPWAY_PORT", port.toString());
        }
        ConfigLoader.Loaded loaded = ConfigLoader.load(settings);
        Logs logs = loaded.config().logs();
        Logging.configure(logs.level().name(), logs.format() == Logs.Format.JSON);
        return new NodeProcess(
                        config -> LocalCluster.start(loaded, nodes),
                        spec.commandLine().getOut(),
                        NodeProcess.STOP_WITHIN)
                .run(loaded.config());
    }
}
