/**
 * Sealed bytes at rest: appends chunks to bucket topics, reads them back and checks every one against the digest it was
 * stored with, drops whole buckets.
 *
 * <p>It knows files and chunks by number only. It must not open or seal anything, keep an index, or decide what may be
 * read, written or dropped: that is the catalog's. {@link io.slipway.chunks.ChunkVerticle} answers the addresses of
 * {@link io.slipway.protocol.Chunks}; {@link io.slipway.chunks.ChunkStore} is the seam and says what a store must do,
 * {@link io.slipway.chunks.KafkaChunkStore} is the one that does it. What clients read again and again is copied to the
 * node's disk by {@link io.slipway.chunks.ChunkCache}, which answers {@link io.slipway.protocol.Delivery}. Start at
 * {@code ChunkStore}.
 */
package io.slipway.chunks;
