package io.slipway.node;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import io.slipway.model.ComponentHealth;
import io.slipway.seal.Digests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Joins the event bus of this node to those of the others, by the file in {@code cluster-config/}. Hazelcast carries
 * membership and who listens where, which are hints: it decides nothing, and a node that is alone serves just as well.
 */
final class HazelcastCluster {
    /** How many nodes find each other on one machine. */
    static final int LOCAL_PORTS = 16;

    private static final String LOCAL_FILE = "cluster-config/local/hazelcast.xml";
    /** Under which Vert.x tells the others the id of a node. */
    private static final String NODE_ID = "__vertx.nodeId";

    private static final int NAME_DIGITS = 32;
    private static final int LABEL_DIGITS = 16;

    private final Vertx vertx;
    private final HazelcastClusterManager members;

    private HazelcastCluster(Vertx vertx, HazelcastClusterManager members) {
        this.vertx = vertx;
        this.members = members;
    }

    /**
     * Joins the nodes of this machine that have the same root key and look at the same ports. Takes some seconds; the first
     * node, or one that can't reach the others, is a cluster of its own until they meet.
     *
     * @param firstPort the first of {@link #LOCAL_PORTS} ports
     * @param secret what all nodes of the cluster know, and others don't
     */
    static Future<HazelcastCluster> joinLocal(VertxOptions options, int firstPort, String secret) {
        // Not in the file: it logs before it reads any.
        System.setProperty("hazelcast.logging.type", "slf4j");
        HazelcastClusterManager members;
        try {
            members = new HazelcastClusterManager(local(firstPort, secret));
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
        return Vertx.builder()
                .with(options)
                .withClusterManager(members)
                .buildClustered()
                .map(vertx -> new HazelcastCluster(vertx, members));
    }

    static Config local(int firstPort, String secret) throws IOException {
        Properties names = new Properties();
        names.setProperty("slipway.cluster.port", String.valueOf(firstPort));
        names.setProperty("slipway.cluster.name", name(secret));
        try (InputStream file = HazelcastCluster.class.getClassLoader().getResourceAsStream(LOCAL_FILE)) {
            if (file == null) {
                throw new IOException(LOCAL_FILE + " is missing from this build");
            }
            return new XmlConfigBuilder(file).setProperties(names).build();
        }
    }

    private static String name(String secret) {
        String digest = Digests.sha256(("slipway cluster " + secret).getBytes(StandardCharsets.UTF_8))
                .toString();
        return "slipway-" + digest.substring(0, NAME_DIGITS);
    }

    Vertx vertx() {
        return vertx;
    }

    /** The name that others know this node by. */
    String node() {
        return label(members.getNodeId());
    }

    /** Hears the names of nodes that leave, or that can't be reached any more; on any thread. */
    void onDeparture(Consumer<String> left) {
        members.getHazelcastInstance().getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                // Whoever comes says so by itself.
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                String id = event.getMember().getAttribute(NODE_ID);
                if (id != null) {
                    left.accept(label(id));
                }
            }
        });
    }

    /** Short, and good in an address. */
    private static String label(String id) {
        return id.replace("-", "").substring(0, LABEL_DIGITS);
    }

    /** How many nodes there are, this one included. */
    int size() {
        return members.getNodes().size();
    }

    /** Never down: without the others this node serves as well. */
    ComponentHealth check() {
        return members.isActive()
                        && members.getHazelcastInstance().getLifecycleService().isRunning()
                ? ComponentHealth.ok()
                : ComponentHealth.degraded("apart from the other nodes; their news come late");
    }
}
