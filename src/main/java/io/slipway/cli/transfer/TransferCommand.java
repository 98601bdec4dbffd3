package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.model.ByteSize;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands of this package share: how they end, and how they read a rate. */
abstract class TransferCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;

    /** @param environment of the process */
    TransferCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws Stopped if it ends before it is done */
    abstract void run() throws Stopped, InterruptedException;

    @Override
    public final Integer call() {
        try {
            run();
            out().flush();
            return ExitCode.OK;
        } catch (Stopped stopped) {
            say(stopped.getMessage());
            return stopped.exitCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    final Map<String, String> environment() {
        return environment;
    }

    /** The password that was set beforehand; empty: none. */
    final String givenPassword() {
        return environment.getOrDefault("SLIPWAY_PASSWORD", "");
    }

    /** For what was asked for. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** For all else. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    final void say(String words) {
        err().println("slipway: " + words);
        err().flush();
    }

    final ParameterException usage(String words) {
        return new ParameterException(spec.commandLine(), words);
    }

    /** Such as {@code 5M}, {@code 512KiB}; null: as fast as it goes. */
    final Throttle throttle(String limit, Pauses pauses) {
        long bytes = 0;
        if (limit != null) {
            try {
                bytes = ByteSize.parse(limit.matches("[0-9]+[KMGT]") ? limit + "iB" : limit)
                        .bytes();
            } catch (IllegalArgumentException e) {
                throw usage("--limit is a size per second, such as 5M");
            }
            if (bytes < Throttle.LEAST) {
                throw usage("--limit is at least " + Throttle.LEAST / 1024 + "K");
            }
        }
        return new Throttle(bytes, pauses);
    }
}
