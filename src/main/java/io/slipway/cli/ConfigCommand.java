package io.slipway.cli;

import io.slipway.config.ConfigLoader;
import io.slipway.config.ConfigLoader.Effective;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code slipway config}. */
@Command(
        name = "config",
        description = "Checks the configuration and prints what a node would run with; secrets show as ***.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Runnable {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    ConfigCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public void run() {
        ConfigLoader.Loaded loaded = ConfigLoader.load(environment);
        PrintWriter out = spec.commandLine().getOut();
        out.println(loaded.file().map(file -> "# with " + file).orElse("# without a file"));
        for (Effective effective : loaded.settings()) {
            String name = effective.setting().env();
            String value = effective.text().isEmpty() ? "(not set)" : effective.text();
            String origin = effective.origin().name().toLowerCase(Locale.ROOT);
            out.printf(Locale.ROOT, "%-26s %-30s %s%n", name, value, origin);
        }
        out.flush();
    }
}
