/**
 * What a node is told at start: {@link io.slipway.config.NodeConfig}, one immutable tree of records, made by
 * {@link io.slipway.config.ConfigLoader} from the defaults, a file and the environment, in this order.
 *
 * <p>{@link io.slipway.config.Settings} is the one table: each setting stands there once, with its name, default, bounds
 * and meaning. Everything that is wrong is reported at once, by name, and a secret is never echoed. What would have no
 * effect, or isn't known, is refused: a setting with a typing mistake must not be a setting that silently isn't there.
 *
 * <p>Nothing here opens a connection, and actors don't read it: whoever puts the node together hands each the values it
 * needs. Start at {@link io.slipway.config.Settings}.
 */
package io.slipway.config;
