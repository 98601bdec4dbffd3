package io.slipway.kit;

import java.util.Map;

/**
 * How tests start nodes that live for seconds: without the second compiler, whose work such a node doesn't live to enjoy. It halves
 * the CPU time of a start.
 */
public final class ShortLived {
    public static final String FLAG = "-XX:TieredStopAtLevel=1";

    private ShortLived() {}

    /** Has the nodes of a cluster and their broker started so, as far as nothing else is asked for. */
    public static void choose(Map<String, String> environment) {
        environment.putIfAbsent("SLIPWAY_JAVA_OPTS", FLAG);
        environment.putIfAbsent("SLIPWAY_KAFKA_JAVA_OPTS", FLAG);
    }
}
