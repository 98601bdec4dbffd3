package io.slipway.kit;

import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.slipway.seal.Digests;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Chunks to store, and how tests wait for a store's answers. */
public final class ChunkFixtures {
    /** Sealed bytes of a full chunk. */
    public static final int FULL_CHUNK = 1_048_848;

    private static final long LIMIT_SECONDS = 60;

    private ChunkFixtures() {}

    public static FileId fileId(Random random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return FileId.of(bytes);
    }

    public static Buffer bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Buffer.buffer(bytes);
    }

    public static Chunks.Append chunk(FileId fileId, long index, BucketId bucket, int partition, Buffer bytes) {
        return chunk(fileId, index, bucket, partition, 0, bytes);
    }

    public static Chunks.Append chunk(
            FileId fileId, long index, BucketId bucket, int partition, int fence, Buffer bytes) {
        return new Chunks.Append(fileId, index, bucket, partition, fence, bytes, Digests.sha256(bytes.getBytes()));
    }

    public static Chunks.Read read(FileId fileId, long from, ChunkLocation... locations) {
        return new Chunks.Read(fileId, from, List.of(locations));
    }

    /** The answer; fails if there is none within a minute. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new AssertionError("a failure that is no problem", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** Waits for something to be done whose answer doesn't matter. */
    public static void done(Future<?> future) {
        Object unused = await(future);
    }

    /** The code an answer fails with. */
    public static ProblemCode refusal(Future<?> future) {
        try {
            done(future);
        } catch (Problem e) {
            return e.code();
        }
        throw new AssertionError("was not refused");
    }
}
