package io.slipway.chunks;

import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.ComponentHealth;
import io.slipway.protocol.Chunks;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Where sealed chunks are kept. Every store passes the same suite of tests.
 *
 * <p>All methods may be called from any thread and never block it; a future made on a Vert.x context completes there.
 * Failures are {@link io.slipway.model.Problem}s. {@code UNAVAILABLE} may come from each method: the store is away, the
 * outcome unknown, repeating is harmless. Buffers are handed over: neither side changes them afterwards.
 */
public interface ChunkStore extends AutoCloseable {
    /** The most sealed bytes of one chunk: what is left of a Kafka batch of 2 MiB after its frame, key and headers. */
    int MAX_CHUNK_BYTES = 2 * 1024 * 1024 - 1024;

    /**
     * Keeps a chunk. Must answer only when the chunk will survive the loss of the process, and on all replicas that have
     * to have it. Makes the bucket if it isn't there. Doesn't compute the digest again: if the caller's is wrong, the
     * chunk is {@code DAMAGED} when read. Two chunks with the same number are both kept, at places of their own.
     *
     * <p>{@code CHUNK_TOO_SHORT}: no bytes. {@code CHUNK_TOO_LONG}: more than {@link #MAX_CHUNK_BYTES}.
     * {@code BAD_REQUEST}: the bucket has no such partition, or the note is too long. {@code STORAGE_FULL}: no room on disk, nothing was kept.
     */
    Future<ChunkLocation> append(Chunks.Append chunk);

    /**
     * Reads a run of chunks, one buffer per place, in order. Must check of every record that it is the chunk asked for
     * and that its bytes have the digest it was stored with; never gives other bytes, and never fewer chunks.
     *
     * <p>{@code NOT_FOUND}: a place holds another chunk or nothing; the index that named it may be old.
     * {@code DAMAGED}: the bytes are not what was stored. {@code BAD_REQUEST}: not 1 … {@link Chunks#MAX_RUN} places.
     * {@code OVER_CAPACITY}: too many reads wait already.
     */
    Future<List<Buffer>> read(Chunks.Read run);

    /** The offset the next chunk of this partition will get, or a lower one. Makes the bucket if it isn't there. */
    Future<Long> end(BucketId bucket, int partition);

    /**
     * Finds the chunks of one file from an offset to the partition's end as it is now, or as far as it comes in some seconds. Of several with the same number
     * the one with the higher fence counts, then the one with the lower offset; of all its tails the one with the higher
     * fence, then the newest. Leaves out what is damaged: it will have
     * to be sent again. {@code NOT_FOUND}: no such bucket.
     */
    Future<Chunks.Scanned> scan(Chunks.Scan scan);

    /** Deletes a bucket with all that is in it, for good. Does nothing if there is none. */
    Future<Void> drop(BucketId bucket);

    /** The buckets that exist, in order. */
    Future<List<BucketId>> list();

    /** How the store fares. Never fails, and answers within seconds. */
    Future<ComponentHealth> check();

    /** Ends what is under way and gives everything back. May block for some seconds: not for an event loop. */
    @Override
    void close();
}
