package io.slipway.node.embedded;

import io.slipway.telemetry.LogKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services of this data folder that outlived the node which started them.
 *
 * <p>They are found by their command line, which names a configuration file inside the data folder, and so without a
 * file of process ids that may be missing, stale or name a stranger. The caller holds the folder's lock, hence whatever
 * is found has no node any more. It is ended, not adopted: a process of an earlier start may have another password,
 * binary or setting, and ending one costs less than a second while adopting one needs a second life cycle for a process
 * that is not our child.
 */
final class Leftovers {
    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private Leftovers() {}

    /**
     * Ends every process that has {@code configuration} as an argument and {@code program} in its command line: asked
     * first, forced after {@code grace}.
     *
     * @throws EmbeddedStartException when one could not be ended
     */
    static void end(String program, String configuration, Duration grace)
            throws EmbeddedStartException, InterruptedException {
        for (ProcessHandle process : find(program, configuration)) {
            log.atWarn().addKeyValue(LogKeys.PID, process.pid()).log("ending a service that outlived its node");
            process.destroy();
            if (!ended(process, grace)) {
                process.destroyForcibly();
            }
            if (!ended(process, AFTER_KILL)) {
                throw new EmbeddedStartException("process " + process.pid() + " of an earlier node still uses "
                        + configuration + " and could not be ended; end it and start again");
            }
        }
    }

    static List<ProcessHandle> find(String program, String configuration) {
        return ProcessHandle.allProcesses()
                .filter(process -> matches(process.info(), program, configuration))
                .toList();
    }

    private static boolean matches(ProcessHandle.Info info, String program, String configuration) {
        Optional<String[]> arguments = info.arguments();
        return arguments.isPresent()
                && List.of(arguments.get()).contains(configuration)
                && info.commandLine().orElse("").contains(program);
    }

    private static boolean ended(ProcessHandle process, Duration limit) throws InterruptedException {
        try {
            return process.onExit().thenApply(gone -> true).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
