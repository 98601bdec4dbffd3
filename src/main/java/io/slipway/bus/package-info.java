/**
 * Typed conversation over the Vert.x event bus: {@link io.slipway.bus.Address} names a question and its answer,
 * {@link io.slipway.bus.Bus#serve} is the only way to register for one, {@link io.slipway.bus.Bus#request} the only way
 * to ask.
 *
 * <p>Bytes don't ride here without credit, and nothing here knows what an actor does. Start at {@link io.slipway.bus.Bus}.
 */
package io.slipway.bus;
