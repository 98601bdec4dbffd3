/**
 * Slipway, a self-hosted, clustered file-sharing node.
 *
 * <p>A node is a handful of actors (verticles) round one event bus. What they may say to each other is written in
 * {@code io.slipway.protocol}. Bytes and conversation take different roads. What must survive a crash is in Kafka; Redis
 * shows it to everyone; a node holds nothing that can't be lost. For sealed shares the server never sees a content key.
 *
 * <pre>
 *  4  node, cli                                   composition roots; Main
 *  3  edge catalog chunks expiry                  the actors; none imports another
 *  2  protocol                                    every message and address
 *  1  bus journal flow seal config telemetry      tools without opinions
 *  0  model                                       values; java.* only
 * </pre>
 *
 * <p>Imports point down; {@code FloorPlanTest} holds this. Start reading at {@code io.slipway.protocol}.
 */
package io.slipway;
