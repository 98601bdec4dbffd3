package io.slipway.chunks;

import io.slipway.flow.ByteBudget;
import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.ComponentHealth;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Delivery;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of chunks that are read again and again, on this node's disk: one sparse file for each stored file, every chunk where
 * it stands in the sealed file, so that neighbours are one run of bytes. They are written beside the reads, by one thread; what
 * it can't keep up with isn't copied. All of it may be lost at any time, and is at every start.
 *
 * <p>Thread-safe. Only {@link #read} reads the disk on the caller's thread; nothing else waits for it.
 */
public final class ChunkCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkCache.class);

    /** Bytes that may wait to be written. */
    static final int MAX_WAITING_BYTES = 16 << 20;

    private final CacheSettings settings;
    private final LongSupplier nanoTime;
    private final CacheFolder folder;
    private final CopyIndex index;
    private final SecondUse uses = new SecondUse();
    private final Executor side;
    private final Runnable end;
    private final EndedShares ended = new EndedShares();
    private final ByteBudget waiting = new ByteBudget(MAX_WAITING_BYTES, 0);
    private boolean failed;
    private long failedAt;

    /** Nothing is used until {@link #start}. */
    public ChunkCache(CacheSettings settings) {
        this(settings, System::nanoTime, new SideThread("chunk-cache"));
    }

    private ChunkCache(CacheSettings settings, LongSupplier nanoTime, SideThread side) {
        this(settings, nanoTime, side, side::close);
    }

    /**
     * @param nanoTime a clock that only rises
     * @param side does one thing after the other
     * @param end of that
     */
    ChunkCache(CacheSettings settings, LongSupplier nanoTime, Executor side, Runnable end) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.side = side;
        this.end = end;
        this.folder = new CacheFolder(settings.folder());
        this.index = new CopyIndex(settings.capacity());
    }

    /** Whether there are copies at all. */
    boolean on() {
        return settings.capacity() > 0;
    }

    /** Empties the folder, on the side. */
    void start() {
        side.execute(() -> {
            try {
                if (on()) {
                    folder.make();
                }
                folder.clear();
            } catch (IOException e) {
                broken(e);
            }
        });
    }

    /** Where copies of a whole run lie one after the other; null if they don't. */
    Delivery.Lying find(ShareId share, Chunks.Read run) {
        for (int i = 0; i < run.locations().size() - 1; i++) {
            if (run.locations().get(i).length() != Slp1.SEALED_CHUNK_BYTES) {
                return null;
            }
        }
        Path file;
        synchronized (this) {
            file = index.find(share, run);
        }
        return file == null ? null : new Delivery.Lying(file, Sizes.sealedOffset(run.from()));
    }

    /** Reads what was found; blocks. */
    List<Buffer> read(Delivery.Lying lying, Chunks.Read run) throws IOException {
        return folder.read(
                lying.file(),
                lying.position(),
                run.locations().stream().map(ChunkLocation::length).toList());
    }

    /**
     * Chunks that are to be copied once they were read.
     *
     * @param share for whose sake; they are not, if it has ended since
     * @param asked when they were asked for, counted in shares that ended
     */
    record Wanted(ShareId share, Set<Long> chunks, long asked) {}

    /** Notes that chunks are used. @return those of the run that are to be copied */
    Wanted used(ShareId share, Chunks.Read run) {
        Set<Long> wanted = new HashSet<>();
        if (!on()) {
            return new Wanted(share, wanted, 0);
        }
        synchronized (this) {
            for (int i = 0; i < run.locations().size(); i++) {
                long chunk = run.from() + i;
                ChunkLocation place = run.locations().get(i);
                if (uses.again(run.fileId(), chunk)
                        && !resting()
                        && place.length() <= Slp1.SEALED_CHUNK_BYTES
                        && index.wants(share, run.fileId(), chunk, place)) {
                    wanted.add(chunk);
                }
            }
            return new Wanted(share, wanted, ended.now());
        }
    }

    /** Copies a chunk on the side, if there is time for it. Its bytes must have been verified. */
    void keep(Wanted wanted, FileId file, long chunk, ChunkLocation place, Buffer bytes) {
        ByteBuffer whole = Buffers.bytes(bytes);
        ByteBudget.Ticket late = waiting.take(
                Math.max(CopyIndex.LEAST_BYTES, bytes.length()),
                lease -> side.execute(() -> {
                    try (lease) {
                        write(wanted, file, chunk, place, whole);
                    }
                }));
        if (late == null) {
            LOG.trace("copies are asked for faster than they can be written");
        }
    }

    private void write(Wanted wanted, FileId file, long chunk, ChunkLocation place, ByteBuffer bytes) {
        ShareId share = wanted.share;
        Path path;
        synchronized (this) {
            if (ended.since(share, wanted.asked) || resting() || !index.wants(share, file, chunk, place)) {
                return;
            }
            path = index.open(share, file, place, folder.fresh(), nanoTime.getAsLong());
        }
        if (!leavesRoom(file, place)) {
            return;
        }
        List<Path> gone;
        synchronized (this) {
            gone = index.makeRoom(file, chunk, place);
        }
        if (gone == null) {
            return;
        }
        folder.delete(gone);
        try {
            folder.write(path, Sizes.sealedOffset(chunk), bytes);
        } catch (IOException e) {
            synchronized (this) {
                gone = index.removeFile(path);
            }
            folder.delete(gone);
            broken(e);
            return;
        }
        boolean stale;
        synchronized (this) {
            failed = false;
            stale = !index.written(file, chunk, place, path);
        }
        if (stale) {
            folder.delete(List.of(path));
        }
    }

    /** Gives up other files until so much more leaves the disk its room. */
    private boolean leavesRoom(FileId file, ChunkLocation place) {
        while (settings.usable().getAsLong() - place.length() < settings.minUsable()) {
            Path other;
            synchronized (this) {
                other = index.giveUpBesides(file, place);
            }
            if (other == null) {
                return false;
            }
            folder.delete(List.of(other));
        }
        return true;
    }

    /** Copies of these chunks are wrong. */
    synchronized void forget(Chunks.Read run) {
        index.forget(run);
    }

    /** A share is over, or shut. */
    void forget(ShareId share) {
        deleteAside(() -> {
            ended.add(share);
            return index.removeShare(share);
        });
    }

    /** A bucket is gone. */
    void forget(BucketId bucket) {
        deleteAside(() -> index.removeBucket(bucket));
    }

    /** To be called now and then: gives up what is old, and makes room when others fill the disk. */
    void tidy() {
        deleteAside(() -> index.removeMadeBefore(
                nanoTime.getAsLong() - settings.lifetime().toNanos()));
        side.execute(() -> {
            while (settings.usable().getAsLong() < settings.minUsable()) {
                Path oldest;
                synchronized (this) {
                    oldest = index.giveUpOldest();
                }
                if (oldest == null) {
                    return;
                }
                folder.delete(List.of(oldest));
            }
        });
    }

    /** What copies take on disk, in bytes. */
    synchronized long bytes() {
        return index.bytes();
    }

    /** How it fares. Without it everything works, only slower. */
    public synchronized ComponentHealth check() {
        return failed
                ? ComponentHealth.degraded("copies can't be written: what is downloaded often is read from Kafka")
                : ComponentHealth.ok();
    }

    private boolean resting() {
        return failed && nanoTime.getAsLong() - failedAt < settings.pause().toNanos();
    }

    private void broken(IOException failure) {
        synchronized (this) {
            failed = true;
            failedAt = nanoTime.getAsLong();
        }
        LOG.atWarn()
                .addKeyValue(LogKeys.REASON, failure.toString())
                .log("a copy of a chunk can't be written; downloads go on without");
    }

    private void deleteAside(Supplier<List<Path>> which) {
        List<Path> gone;
        synchronized (this) {
            gone = which.get();
        }
        if (!gone.isEmpty()) {
            side.execute(() -> folder.delete(gone));
        }
    }

    /** Waits for what is being written. Files stay until the next start. */
    @Override
    public void close() {
        end.run();
    }
}
