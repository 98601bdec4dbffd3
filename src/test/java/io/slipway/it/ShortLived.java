package io.slipway.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How tests start nodes that live for seconds: without the second compiler, whose work such a node doesn't live to enjoy, and with an
 * archive of the classes that every start loads. Together they spare two thirds of the CPU time of a start.
 */
final class ShortLived {
    static final String FLAG = "-XX:TieredStopAtLevel=1";

    private ShortLived() {}

    /** The flags of a node's JVM. */
    static List<String> node() {
        return with(ClassArchives.node());
    }

    /** The flags of the JVM of a command that runs a cluster. */
    static List<String> cluster() {
        return with(ClassArchives.cluster());
    }

    /** The same as {@code SLIPWAY_JAVA_OPTS} has it, and more flags after them. */
    static String nodeAnd(String... more) {
        List<String> flags = new ArrayList<>(node());
        flags.addAll(List.of(more));
        return quoted(flags);
    }

    /** Has the nodes of a cluster and their broker started so, as far as nothing else is asked for. */
    static void choose(Map<String, String> environment) {
        environment.computeIfAbsent("SLIPWAY_JAVA_OPTS", name -> nodeAnd());
        environment.computeIfAbsent("SLIPWAY_KAFKA_JAVA_OPTS", name -> quoted(with(ClassArchives.broker())));
    }

    /** As {@link io.slipway.config.JavaFlags} reads it: an archive may be in a folder with blanks in its name. */
    private static String quoted(List<String> flags) {
        return flags.stream().collect(Collectors.joining("\" \"", "\"", "\""));
    }

    private static List<String> with(List<String> archive) {
        List<String> flags = new ArrayList<>(archive);
        flags.add(FLAG);
        return flags;
    }
}
