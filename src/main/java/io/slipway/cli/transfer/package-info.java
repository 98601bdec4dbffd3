/**
 * {@code slipway send}, {@code receive}, {@code ls} and {@code rm}: sealed shares, kept and live, from a terminal, by the rules that
 * the page follows as well.
 *
 * <p>Talks HTTP to a node ({@link io.slipway.cli.transfer.NodeApi}), for codes by a signal socket as well ({@link
 * io.slipway.cli.transfer.SignalLine}), for live shares in their room ({@link io.slipway.cli.room}), and nothing else of it: it could
 * run anywhere. At most
 * {@link io.slipway.cli.transfer.Workers#MOST} chunks are under way and in memory, whatever the size of files. What another run needs to
 * go on is kept below {@link io.slipway.cli.transfer.StateFolder} and beside what is received. Nothing here deletes what somebody else made,
 * overwrites a file, or gives a file its name before its seal and root were verified.
 *
 * <p>Start at {@link io.slipway.cli.transfer.Sender}, {@link io.slipway.cli.transfer.LiveRun} and {@link
 * io.slipway.cli.transfer.Receiver}; {@link io.slipway.cli.transfer.ChunkSource} is where another path would come in.
 */
package io.slipway.cli.transfer;
