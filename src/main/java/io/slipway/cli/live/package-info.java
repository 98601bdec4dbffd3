/**
 * The live side of the wire as a client has it (the wire document, sections 1, 2 and 5): signal sockets, bulk sockets, and the streams on
 * them.
 *
 * <pre>
 *  {@link io.slipway.cli.live.LiveDoors} ── ticket ──▶ {@link io.slipway.cli.live.LivePeer} ── bulk ticket ──▶ {@link io.slipway.cli.live.BulkLine}
 *                                                              │ OPEN comes              │ a range is wanted
 *                                                    {@link io.slipway.cli.live.LiveSource} ◀ SendingStream     {@link io.slipway.cli.live.Pull}
 * </pre>
 *
 * <p>Nothing here blocks, and nothing knows keys: chunks are sealed before and opened after. Who may have what is said in rooms and agreed on by the two peers; whoever serves files
 * here serves them to all who reach it.
 */
package io.slipway.cli.live;
