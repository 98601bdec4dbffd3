/**
 * {@code slipway bench}: what the node can do, beside the limits of its parts and the peers that are installed, in one run.
 *
 * <p>Absolute figures move from machine to machine; what counts are the ratios within a run and CPU seconds per GiB. Every
 * scenario is run in turn with its rivals, several rounds; the median counts; every byte is checked. Nothing here is used by
 * a running node. Start at {@link io.slipway.cli.bench.Trial}, the list of what is measured; a {@link
 * io.slipway.cli.bench.Scenario} runs {@link io.slipway.cli.bench.Rival}s in turn.
 */
package io.slipway.cli.bench;
