/**
 * The room of a share as a command line has it (the wire document, sections 2 and 4): it is stayed in over lost connections, whoever is on
 * the other side is shaken hands with, and what the two say then no node can read.
 *
 * <pre>
 *  {@link io.slipway.cli.room.LiveLoop} ── {@link io.slipway.cli.room.RoomLine}: in the room, and a bulk socket
 *                  └── {@link io.slipway.cli.room.ShareRoom}: pairs ── {@link io.slipway.cli.room.PairEnd} ── {@link io.slipway.cli.room.Talk}
 * </pre>
 *
 * <p>All of it happens on one event loop, where nothing waits. It stands on the Vert.x sockets of {@link io.slipway.cli.live} and not on
 * the blocking one that codes are exchanged by: here frames come on a bulk socket while others talk on the signal socket, several peers at
 * once, and the streams are there already. Whoever waits does so in threads of its own, and is woken from here. Knows no files and no disks.
 */
package io.slipway.cli.room;
