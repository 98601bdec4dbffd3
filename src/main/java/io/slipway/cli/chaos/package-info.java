/**
 * {@code slipway chaos}: breaks things on purpose while clients work, writes down what was acknowledged, and holds the nodes to it.
 *
 * <p>Everything is on loopback and ends by itself. {@link io.slipway.cli.chaos.FaultProxy} spoils connections,
 * {@link io.slipway.cli.chaos.NodeTalk} asks nodes about a {@link io.slipway.cli.chaos.KeptFile}.
 */
package io.slipway.cli.chaos;
