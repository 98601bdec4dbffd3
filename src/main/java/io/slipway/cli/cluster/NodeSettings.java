package io.slipway.cli.cluster;

import io.slipway.config.ConfigException;
import io.slipway.config.ConfigLoader;
import io.slipway.config.ConfigLoader.Effective;
import io.slipway.config.ConfigLoader.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the operator told the command, as far as it is for each node: pure. */
final class NodeSettings {
    /** Those the command gives to each node itself, or keeps for the Kafka and the Redis that are its own. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "SLIPWAY_HOST",
            "SLIPWAY_PORT",
            "SLIPWAY_PUBLIC_URL",
            "SLIPWAY_TRUSTED_PROXIES",
            "SLIPWAY_DATA",
            "SLIPWAY_CONFIG",
            "SLIPWAY_ROOT_KEY",
            "SLIPWAY_KAFKA_MEMORY");

    /** Those that make no sense here. */
    private static final Set<String> REFUSED =
            Set.of("SLIPWAY_KAFKA", "SLIPWAY_REDIS", "SLIPWAY_CLUSTER", "SLIPWAY_CLUSTER_PORT", "SLIPWAY_PROXY_PORT");

    private NodeSettings() {}

    /**
     * The environment of a node without what is its own.
     *
     * @throws ConfigException naming settings that a cluster on one machine has no use for
     */
    static Map<String, String> of(ConfigLoader.Loaded loaded) {
        Map<String, String> told = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (Effective effective : loaded.settings()) {
            String name = effective.setting().env();
            if (effective.origin() == Origin.DEFAULT || effective.text().isEmpty()) {
                continue;
            }
            if (REFUSED.contains(name)) {
                problems.add(name
                        + " has no meaning here: the nodes of a local cluster share a Kafka and a Redis of its own");
            } else if (!NOT_PASSED_ON.contains(name)) {
                told.put(name, effective.text());
            }
        }
        // The one secret among them; the list above shows it masked.
        loaded.config().live().turnSecret().ifPresent(secret -> told.put("SLIPWAY_TURN_SECRET", secret.reveal()));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return told;
    }
}
