/**
 * Every question the actors answer, with the records that ask and answer: the table of contents of the node.
 *
 * <p>{@link io.slipway.protocol.Catalog} is about facts (shares, files, where chunks lie),
 * {@link io.slipway.protocol.Chunks} about sealed bytes, {@link io.slipway.protocol.Expiry} about freeing space,
 * {@link io.slipway.protocol.Events} about news, {@link io.slipway.protocol.Edits} about what owners change,
 * {@link io.slipway.protocol.Downloads} about who may download how often, {@link io.slipway.protocol.Rates} about how often
 * anything may be tried, {@link io.slipway.protocol.Presence} about who is connected where,
 * {@link io.slipway.protocol.Relay} about bytes between two of them. Nothing here decides anything.
 */
package io.slipway.protocol;
