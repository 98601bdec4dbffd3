/**
 * All that a client touches. The edge translates between HTTP and the bus and decides nothing: who may do what is known to
 * the catalog, what bytes are worth to the chunk store.
 *
 * <p>It must not touch Kafka or Redis, keep state that a client depends on, or hold bytes that no budget knows of.
 *
 * <p>Start at {@link io.slipway.edge.EdgeVerticle}, then {@link io.slipway.edge.http.HttpFront}.
 */
package io.slipway.edge;
