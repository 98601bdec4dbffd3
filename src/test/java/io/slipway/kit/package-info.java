/**
 * What tests of several packages share: actors that keep everything in memory and answer on the bus like the real ones.
 *
 * <p>Start at {@link io.slipway.kit.MemoryCatalog}.
 */
package io.slipway.kit;
