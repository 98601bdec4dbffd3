package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;

/** What one may ask the keeper of sealed bytes. It knows files and chunks by number only. */
public final class Chunks {
    /**
     * Appends one sealed chunk; answered when Kafka has it on all in-sync replicas. The digest is taken as given: if it
     * is wrong, the chunk is {@code DAMAGED} when read. {@code CHUNK_TOO_SHORT}, {@code CHUNK_TOO_LONG}, {@code
     * STORAGE_FULL}, {@code OVER_CAPACITY}, {@code UNAVAILABLE} (outcome unknown: write it again).
     */
    public static final Address<Append, Appended> APPEND =
            Address.local("chunks.append", Append.class, Appended.class, Duration.ofSeconds(35));

    /**
     * Reads chunks from … from + locations - 1 of a file and checks each against the digest it was stored with.
     * {@code DAMAGED} if one isn't what was stored, {@code NOT_FOUND} if a place holds another chunk or nothing.
     */
    public static final Address<Read, Bytes> READ =
            Address.local("chunks.read", Read.class, Bytes.class, Duration.ofSeconds(20));

    /** Where a partition ends now: what a new upload notes as the place its chunks begin at. Makes the bucket if need be. */
    public static final Address<FindEnd, End> END =
            Address.local("chunks.end", FindEnd.class, End.class, Duration.ofSeconds(20));

    /** Reads the headers of all chunks of some files from an offset to the end, to find an upload's index again. */
    public static final Address<Scan, Scanned> SCAN =
            Address.local("chunks.scan", Scan.class, Scanned.class, Duration.ofSeconds(120));

    /**
     * Copies chunks to another bucket and reads the copies back; the answer is where they are. Fails as {@link #READ} and
     * {@link #APPEND} do; copies that were made by then are orphans of their bucket.
     */
    public static final Address<Copy, Copies> COPY =
            Address.local("chunks.copy", Copy.class, Copies.class, Duration.ofSeconds(120));

    /** Deletes a bucket with all that is in it. Repeating it is harmless. */
    public static final Address<DropBucket, Dropped> DROP =
            Address.local("chunks.drop", DropBucket.class, Dropped.class, Duration.ofSeconds(40));

    /** The buckets that exist. */
    public static final Address<ListBuckets, BucketList> LIST =
            Address.local("chunks.list", ListBuckets.class, BucketList.class, Duration.ofSeconds(20));

    /** The most chunks one {@link Read} may ask for. */
    public static final int MAX_RUN = 8;

    private Chunks() {}

    /** The most bytes of a note. */
    public static final int MAX_NOTE = 64;

    /** What a record holds. */
    public enum Kind {
        /** A chunk of its full length, or a file's last. */
        CHUNK,
        /** The beginning of a chunk that isn't full yet; the next one takes its place. */
        TAIL
    }

    /**
     * @param fence see {@link Catalog.UploadTarget}
     * @param bytes the sealed chunk; handed over
     * @param digest SHA-256 of the bytes, computed by the caller from what arrived
     * @param note kept beside the chunk and found again by a scan, at most {@link #MAX_NOTE} bytes; null for none
     */
    public record Append(
            FileId fileId,
            long index,
            BucketId bucket,
            int partition,
            int fence,
            Buffer bytes,
            Digest digest,
            Kind kind,
            byte[] note) {
        /** A chunk without a note. */
        public Append(
                FileId fileId, long index, BucketId bucket, int partition, int fence, Buffer bytes, Digest digest) {
            this(fileId, index, bucket, partition, fence, bytes, digest, Kind.CHUNK, null);
        }
    }

    public record Appended(ChunkLocation location) {}

    /** How it is made sure that the bytes read are those that were written. That they are this chunk's is always checked. */
    public enum Check {
        /** By their digest. */
        DIGEST,
        /** By whoever asked, who opens them before anything is done with them: a seal proves all that a digest does. */
        OPENING
    }

    /** @param locations 1 … {@link #MAX_RUN} places of consecutive chunks */
    public record Read(FileId fileId, long from, List<ChunkLocation> locations, Check check) {
        public Read(FileId fileId, long from, List<ChunkLocation> locations) {
            this(fileId, from, locations, Check.DIGEST);
        }
    }

    /** @param chunks one buffer per location asked for, in order */
    public record Bytes(List<Buffer> chunks) {}

    public record Copy(Read chunks, BucketId bucket, int partition) {}

    /** @param locations one per chunk, in order */
    public record Copies(List<ChunkLocation> locations) {}

    public record FindEnd(BucketId bucket, int partition) {}

    public record End(long offset) {}

    /** @param fromOffset where to begin; the scan ends at the partition's end as it is now */
    public record Scan(BucketId bucket, int partition, long fromOffset, FileId fileId) {}

    /**
     * @param found by chunk number, the tail last
     * @param through the offset the scan ended at, exclusive
     * @param whole whether that was the end; if not, the next scan begins there
     */
    public record Scanned(List<Found> found, long through, boolean whole) {}

    /** @param note as in {@link Append} */
    public record Found(long index, int fence, ChunkLocation location, Digest digest, Kind kind, byte[] note) {
        /** A chunk without a note. */
        public Found(long index, int fence, ChunkLocation location, Digest digest) {
            this(index, fence, location, digest, Kind.CHUNK, null);
        }
    }

    public record ListBuckets() {}

    public record BucketList(List<BucketId> buckets) {}

    public record DropBucket(BucketId bucket) {}

    public record Dropped(BucketId bucket) {}
}
