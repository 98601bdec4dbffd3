/**
 * Forwards what peers say to each other and can't be read here, and tells them who is in their rooms. Which room somebody may
 * enter is asked of the catalog, who is where of presence; this package keeps neither, it knows only which peers have a
 * socket at this node.
 *
 * <p>Start at {@link io.slipway.signal.SignalVerticle}; {@link io.slipway.signal.RoomName} says which rooms there are.
 */
package io.slipway.signal;
