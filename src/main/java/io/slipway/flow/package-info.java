/**
 * Bounds on bytes: how much may be in flight. No I/O, no clock of its own, no Vert.x.
 *
 * <p>Start at {@link io.slipway.flow.ByteBudget} for memory, at {@link io.slipway.flow.CreditWindow} for credit by position.
 */
package io.slipway.flow;
