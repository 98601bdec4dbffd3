/**
 * What an operator sees of a node: {@link io.slipway.telemetry.Health}, whether each part is well and what it counts, and logs, whose keys
 * are the vocabulary {@link io.slipway.telemetry.LogKeys}.
 *
 * <p>A log line's message says what happened; its key-values say to what. Neither ever holds a token, a key, a file's
 * name or a link's fragment. Nothing here decides anything, and it knows no part of the node: parts are handed to it.
 *
 * <p>Start at {@link io.slipway.telemetry.Health}.
 */
package io.slipway.telemetry;
