package io.slipway.relay;

import io.slipway.protocol.Relay;

/**
 * How far a stream is at one of its two nodes.
 *
 * <pre>
 *  node of the receiver                              node of the sender
 *
 *  OPEN from the receiver                            OPEN from the other node
 *        │                                                 │
 *  ┌─────▼───────┐  the sender was found, OPEN       ┌─────▼───────┐
 *  │ {@link Opening}     ├──────────┐ goes on                │ {@link Flowing}     │ DATA →, ← GRANT, RESUME
 *  └─────┬───────┘  ┌───────▼─────┐                  └─────┬───────┘
 *        │          │ {@link Flowing}     │ ← DATA, GRANT →        │ DATA that reaches the end; CLOSE of either
 *        │          └───────┬─────┘                        │ side; a rule was broken; the receiver is silent;
 *        │ CLOSE;           │ DATA that reaches the end;   │ a socket or a node is gone
 *        │ not found        │ CLOSE; nothing is taken; …   │
 *  ┌─────▼──────────────────▼─────┐                  ┌─────▼───────┐
 *  │ {@link Ended}                        │                  │ {@link Ended}       │ remembered for 30 s, so that what was on
 *  └──────────────────────────────┘                  └─────────────┘ its way is dropped in silence
 * </pre>
 */
sealed interface RelayState {
    /** The sender is being looked for. */
    record Opening() implements RelayState {}

    /** @param node where the other one is */
    record Flowing(String node) implements RelayState {}

    /** @param at ns */
    record Ended(Relay.Cause cause, long at) implements RelayState {}
}
