package io.slipway.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How tests start nodes that live for seconds: without the second compiler, whose work such a node doesn't live to enjoy, and with an
 * archive of the classes that every start loads. Together they spare two thirds of the CPU time of a start.
 */
final class ShortLived {
    static final String FLAG = "-XX:TieredStopAtLevel=1";

    private ShortLived() {}

    /** The flags of a node's JVM. */
    static List<String> node() {
        return with(ClassArchives.get().node());
    }

    /** Has the nodes of a cluster and their broker started so, as far as nothing else is asked for. */
    static void choose(Map<String, String> environment) {
        environment.computeIfAbsent("SLIPWAY_JAVA_OPTS", name -> String.join(" ", node()));
        environment.computeIfAbsent(
                "SLIPWAY_KAFKA_JAVA_OPTS",
                name -> String.join(" ", with(ClassArchives.get().broker())));
    }

    private static List<String> with(List<String> archive) {
        List<String> flags = new ArrayList<>(archive);
        flags.add(FLAG);
        return flags;
    }
}
