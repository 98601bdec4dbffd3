/**
 * A real Kafka and a real Redis for a node that was given neither, under one data folder.
 *
 * <p>Why: one command on a bare machine starts the same system that runs in a cluster, so there is one code path for
 * storage. Both are processes of their own ({@link io.slipway.node.embedded.EmbeddedKafka} a child JVM,
 * {@link io.slipway.node.embedded.EmbeddedRedis} a {@code redis-server}), bound to loopback, with generated passwords,
 * in a session of their own so that Ctrl-C in the terminal reaches the node alone.
 *
 * <p>{@link io.slipway.node.embedded.DataFolder} owns the folder: its lock, its secrets and the root key. What a killed
 * node left running is ended at the next start ({@link io.slipway.node.embedded.Leftovers}).
 *
 * <p>Everything here is plain blocking Java. It must not be called from an event loop, and it must not know Vert.x or
 * any actor. Only classes named {@code Kafka*} touch Kafka's own classes.
 *
 * <p>Start reading at {@link io.slipway.node.embedded.EmbeddedServices}.
 */
package io.slipway.node.embedded;
