/**
 * Puts a node together and takes it apart again: the one place that knows every actor by its class.
 *
 * <p>Decides nothing while the node runs. Start at {@link io.slipway.node.Node}; what a node brings along where none is
 * configured is in {@link io.slipway.node.embedded}.
 */
package io.slipway.node;
