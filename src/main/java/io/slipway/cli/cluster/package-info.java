/**
 * {@code slipway cluster N}: several nodes on one machine, for trying out what a cluster does and for tests that kill some of it.
 *
 * <pre>
 *  clients ──▶ {@link io.slipway.cli.cluster.RoundRobin} ──PROXY header──▶ node 1 … node N   (a process each)
 *                                                                    └──────┬──────┘
 *                                                       one Kafka, one Redis, one root key
 * </pre>
 *
 * <p>The process of the command holds the data folder, Kafka, Redis and the port that people use; each node is a child with a
 * folder of its own. A node that ends is reported, and the others go on. Start at {@link io.slipway.cli.cluster.LocalCluster}.
 */
package io.slipway.cli.cluster;
