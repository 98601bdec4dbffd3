/**
 * Carries sealed chunks between peers that have bulk sockets here or at other nodes (wire.md, sections 3 and 5). Receivers pull:
 * a node lets a sender send what its receiver granted and no more, and lets a receiver grant no more than this node has memory
 * for; so no node ever holds more than it means to, although nothing between nodes pushes back.
 *
 * <p>It opens no socket, writes nothing to disk and looks into no byte of a file. All of it runs on one event loop. Start at
 * {@link io.slipway.relay.Exchange}, which is where frames go; {@link io.slipway.relay.ReceiverEnd} and
 * {@link io.slipway.relay.SenderEnd} are what is known of a stream at its two nodes, {@link io.slipway.relay.RelayVerticle} is
 * what joins it to event loop and bus.
 */
package io.slipway.relay;
