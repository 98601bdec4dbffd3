package io.slipway.kit;

import io.slipway.chunks.ChunkStore;
import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.ComponentHealth;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.slipway.seal.Digests;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Chunks in memory: what {@link ChunkStore} promises, in the fewest lines, for tests of those who use one. */
public final class MemoryChunkStore implements ChunkStore {
    private final int partitions;
    private final Map<BucketId, List<List<Chunks.Append>>> buckets = new TreeMap<>();

    public MemoryChunkStore(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public synchronized Future<ChunkLocation> append(Chunks.Append chunk) {
        int length = chunk.bytes().length();
        if (length < 1) {
            return failed(ProblemCode.CHUNK_TOO_SHORT);
        }
        if (length > MAX_CHUNK_BYTES) {
            return failed(ProblemCode.CHUNK_TOO_LONG);
        }
        boolean longNote = chunk.note() != null && chunk.note().length > Chunks.MAX_NOTE;
        if (chunk.partition() >= partitions || longNote) {
            return failed(ProblemCode.BAD_REQUEST);
        }
        List<Chunks.Append> log = made(chunk.bucket()).get(chunk.partition());
        log.add(chunk);
        return Future.succeededFuture(new ChunkLocation(chunk.bucket(), chunk.partition(), log.size() - 1L, length));
    }

    @Override
    public synchronized Future<List<Buffer>> read(Chunks.Read run) {
        if (run.locations().isEmpty() || run.locations().size() > Chunks.MAX_RUN) {
            return failed(ProblemCode.BAD_REQUEST);
        }
        List<Buffer> chunks = new ArrayList<>();
        for (ChunkLocation location : run.locations()) {
            Chunks.Append found = at(location);
            if (found == null || !found.fileId().equals(run.fileId()) || found.index() != run.from() + chunks.size()) {
                return failed(ProblemCode.NOT_FOUND);
            }
            if (found.bytes().length() != location.length()
                    || !Digests.sha256(found.bytes().getBytes()).equals(found.digest())) {
                return failed(ProblemCode.DAMAGED);
            }
            chunks.add(found.bytes());
        }
        return Future.succeededFuture(chunks);
    }

    private Chunks.Append at(ChunkLocation location) {
        List<List<Chunks.Append>> bucket = buckets.get(location.bucket());
        if (bucket == null
                || location.partition() >= partitions
                || location.offset() >= bucket.get(location.partition()).size()) {
            return null;
        }
        return bucket.get(location.partition()).get((int) location.offset());
    }

    @Override
    public synchronized Future<Long> end(BucketId bucket, int partition) {
        return partition >= partitions
                ? failed(ProblemCode.BAD_REQUEST)
                : Future.succeededFuture((long) made(bucket).get(partition).size());
    }

    @Override
    public synchronized Future<Chunks.Scanned> scan(Chunks.Scan scan) {
        if (!buckets.containsKey(scan.bucket()) || scan.partition() >= partitions) {
            return failed(ProblemCode.NOT_FOUND);
        }
        List<Chunks.Append> log = buckets.get(scan.bucket()).get(scan.partition());
        Map<Long, Chunks.Found> best = new TreeMap<>();
        Chunks.Found tail = null;
        for (long offset = scan.fromOffset(); offset < log.size(); offset++) {
            Chunks.Append chunk = log.get((int) offset);
            if (chunk.fileId().equals(scan.fileId())) {
                int length = chunk.bytes().length();
                Chunks.Found found = new Chunks.Found(
                        chunk.index(),
                        chunk.fence(),
                        new ChunkLocation(scan.bucket(), scan.partition(), offset, length),
                        chunk.digest(),
                        chunk.kind(),
                        chunk.note());
                boolean isTail = chunk.kind() == Chunks.Kind.TAIL;
                Chunks.Found other = isTail ? tail : best.get(chunk.index());
                int byFence = other == null ? 1 : Integer.compareUnsigned(found.fence(), other.fence());
                if (isTail && byFence >= 0) {
                    tail = found;
                } else if (!isTail && byFence > 0) {
                    best.put(chunk.index(), found);
                }
            }
        }
        List<Chunks.Found> all = new ArrayList<>(best.values());
        if (tail != null) {
            all.add(tail);
        }
        return Future.succeededFuture(new Chunks.Scanned(List.copyOf(all), log.size(), true));
    }

    @Override
    public synchronized Future<Void> drop(BucketId bucket) {
        buckets.remove(bucket);
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<List<BucketId>> list() {
        return Future.succeededFuture(List.copyOf(buckets.keySet()));
    }

    @Override
    public Future<ComponentHealth> check() {
        return Future.succeededFuture(ComponentHealth.ok());
    }

    @Override
    public void close() {}

    private List<List<Chunks.Append>> made(BucketId bucket) {
        return buckets.computeIfAbsent(bucket, made -> {
            List<List<Chunks.Append>> logs = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                logs.add(new ArrayList<>());
            }
            return logs;
        });
    }

    private static <T> Future<T> failed(ProblemCode code) {
        return Future.failedFuture(new Problem(code, "refused"));
    }
}
