package io.slipway.chunks;

import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.protocol.Chunks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which chunks lie where on this node's disk, and which file has to go for another: the one that nobody has used for longest.
 * A copy is known by the place of its chunk in the log, so that a chunk that was moved or written anew is another one. Pure;
 * not thread-safe. Whoever changes it deletes what it names.
 */
final class CopyIndex {
    /** Files at most. */
    static final int MAX_FILES = 10_000;

    /** Shares that one file may be used through; those beyond get no copies. */
    static final int MAX_SHARES = 64;

    /** What the smallest chunk takes on a disk, in bytes. */
    static final int LEAST_BYTES = 4_096;

    private static final float LOAD = 0.75f;

    private final long capacity;
    private final int maxFiles;
    /** Least recently used first. */
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, LOAD, true);

    private long bytes;

    private record Key(FileId file, BucketId bucket, int partition) {}

    private static final class Entry {
        private final Path path;
        private final long madeAt;
        private final Map<Long, ChunkLocation> chunks = new HashMap<>();
        /** Chunks that have room in the file, of which some were given up. */
        private final Set<Long> taken = new HashSet<>();

        private final Set<ShareId> shares = new HashSet<>();
        private long bytes;

        private Entry(Path path, long madeAt) {
            this.path = path;
            this.madeAt = madeAt;
        }

        private boolean isFor(ShareId share) {
            return shares.contains(share) || shares.size() < MAX_SHARES && shares.add(share);
        }
    }

    /** @param capacity bytes that all copies may take */
    CopyIndex(long capacity) {
        this(capacity, MAX_FILES);
    }

    CopyIndex(long capacity, int maxFiles) {
        this.capacity = capacity;
        this.maxFiles = maxFiles;
    }

    /** The file where all of these chunks lie; null if they don't. */
    Path find(ShareId share, Chunks.Read run) {
        Entry entry = run.locations().isEmpty()
                ? null
                : entries.get(key(run.fileId(), run.locations().get(0)));
        if (entry == null) {
            return null;
        }
        for (int i = 0; i < run.locations().size(); i++) {
            if (!run.locations().get(i).equals(entry.chunks.get(run.from() + i))) {
                return null;
            }
        }
        return entry.isFor(share) ? entry.path : null;
    }

    /** Whether this chunk may be copied: it isn't yet, there is room for it beside its file's others, and its file takes this share. */
    boolean wants(ShareId share, FileId file, long chunk, ChunkLocation place) {
        Entry entry = entries.get(key(file, place));
        if (entry == null) {
            return size(place) <= capacity;
        }
        return !place.equals(entry.chunks.get(chunk)) && fits(entry, chunk, place) && entry.isFor(share);
    }

    private boolean fits(Entry entry, long chunk, ChunkLocation place) {
        return entry.taken.contains(chunk) || entry.bytes + size(place) <= capacity;
    }

    /**
     * Where a chunk is to be written.
     *
     * @param path of a new file, should one be needed
     */
    Path open(ShareId share, FileId file, ChunkLocation place, Path path, long now) {
        Entry entry = entries.computeIfAbsent(key(file, place), none -> new Entry(path, now));
        entry.shares.add(share);
        return entry.path;
    }

    /** Takes room for a chunk of an open file, and says which files go for it; null if all of them wouldn't do. */
    List<Path> makeRoom(FileId file, long chunk, ChunkLocation place) {
        Key key = key(file, place);
        Entry entry = entries.get(key);
        if (entry == null || !fits(entry, chunk, place)) {
            return null;
        }
        long more = entry.taken.contains(chunk) ? 0 : size(place);
        List<Path> gone = new ArrayList<>();
        while (bytes + more > capacity || entries.size() > maxFiles) {
            gone.add(removeOldest(key));
        }
        if (entry.taken.add(chunk)) {
            entry.bytes += more;
            bytes += more;
        }
        return gone;
    }

    /** Gives one file up, if there is one besides that of a chunk; null if not. */
    Path giveUpBesides(FileId file, ChunkLocation place) {
        return giveUp(key(file, place));
    }

    /** Gives up the file that nobody has used for longest; null if there is none. */
    Path giveUpOldest() {
        return giveUp(null);
    }

    private Path giveUp(Key key) {
        return entries.keySet().stream().anyMatch(other -> !other.equals(key)) ? removeOldest(key) : null;
    }

    /** A chunk has been written. @return whether it counts: not if its file was given up meanwhile */
    boolean written(FileId file, long chunk, ChunkLocation place, Path path) {
        Entry entry = entries.get(key(file, place));
        boolean still = entry != null && entry.path.equals(path);
        if (still) {
            entry.chunks.put(chunk, place);
        }
        return still;
    }

    /** Copies of these chunks are wrong. Their room stays taken until they are written again, or the file goes. */
    void forget(Chunks.Read run) {
        for (int i = 0; i < run.locations().size(); i++) {
            Entry entry = entries.get(key(run.fileId(), run.locations().get(i)));
            if (entry != null) {
                entry.chunks.remove(run.from() + i);
            }
        }
    }

    /** Forgets a file that can't be written. @return that file, unless it was forgotten before */
    List<Path> removeFile(Path path) {
        return removeIf(entry -> entry.getValue().path.equals(path));
    }

    /** Forgets what is used through a share. @return the files */
    List<Path> removeShare(ShareId share) {
        return removeIf(entry -> entry.getValue().shares.contains(share));
    }

    /** Forgets what is copied from a bucket. @return the files */
    List<Path> removeBucket(BucketId bucket) {
        return removeIf(entry -> entry.getKey().bucket.equals(bucket));
    }

    /** Forgets what was begun before. @return the files */
    List<Path> removeMadeBefore(long time) {
        return removeIf(entry -> entry.getValue().madeAt - time < 0);
    }

    /** What all copies take, in bytes. */
    long bytes() {
        return bytes;
    }

    int files() {
        return entries.size();
    }

    private List<Path> removeIf(Predicate<Map.Entry<Key, Entry>> which) {
        List<Path> gone = new ArrayList<>();
        for (Iterator<Map.Entry<Key, Entry>> i = entries.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Key, Entry> entry = i.next();
            if (which.test(entry)) {
                gone.add(entry.getValue().path);
                bytes -= entry.getValue().bytes;
                i.remove();
            }
        }
        return gone;
    }

    private Path removeOldest(Key besides) {
        for (Iterator<Map.Entry<Key, Entry>> i = entries.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Key, Entry> entry = i.next();
            if (!entry.getKey().equals(besides)) {
                bytes -= entry.getValue().bytes;
                i.remove();
                return entry.getValue().path;
            }
        }
        throw new IllegalStateException("there is no other file");
    }

    private static Key key(FileId file, ChunkLocation place) {
        return new Key(file, place.bucket(), place.partition());
    }

    private static long size(ChunkLocation place) {
        return Math.max(LEAST_BYTES, place.length());
    }
}
