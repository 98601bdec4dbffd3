package io.slipway.cli.cluster;

import io.slipway.config.JavaFlags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a node is started as a process of its own: by this Java, with the memory that a node is promised to do with. */
public final class NodeJvm {
    /** What the launcher gives a node as well; a test holds the two together. */
    static final List<String> FLAGS = List.of(
            "-Xms64m",
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=128m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true");

    private static final int FIRST_WITH_NATIVE_ACCESS = 22;

    private NodeJvm() {}

    /**
     * The whole command, with what {@code SLIPWAY_JAVA_OPTS} adds to the flags.
     *
     * @param arguments of the program, {@code run} first
     */
    public static List<String> command(String... arguments) {
        return commandBesides(List.of(), arguments);
    }

    /** As {@link #command}, with more flags. @param more count for more than the usual ones, and less than the operator's */
    public static List<String> commandBesides(List<String> more, String... arguments) {
        List<String> flags = new ArrayList<>(more);
        flags.addAll(JavaFlags.ofEnvironment("SLIPWAY_JAVA_OPTS"));
        return commandWith(flags, arguments);
    }

    static List<String> commandWith(List<String> more, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(FLAGS);
        command.addAll(more);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.slipway.Main"));
        command.addAll(List.of(arguments));
        return command;
    }
}
