/**
 * Who is connected where, in Redis alone: tickets that open sockets, peers under leases that their node renews, and the rooms
 * they are in. Lose Redis and everyone comes back as a new peer.
 *
 * <p>Beside a peer stands at which node its bulk socket is, and how many it has had: {@link io.slipway.presence.Plugs}.
 *
 * <p>Whoever holds a lease is here; whoever lost it is away, and gone after the grace. Each step is one script, so any number
 * of nodes may take it at once, and the time is Redis's. What a step changed for others is told on this node
 * ({@code Presence.NEWS}); carrying it to them is not done here. Whether somebody has a right to enter a room isn't decided
 * here either.
 *
 * <p>Start at {@link io.slipway.presence.PresenceVerticle}, then {@code presence.lua}.
 */
package io.slipway.presence;
