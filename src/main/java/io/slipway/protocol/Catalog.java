package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Mode;
import io.slipway.model.ShareId;
import java.time.Duration;
import java.util.List;

/**
 * What one may ask the catalog: the facts about shares and files, and where their chunks lie.
 *
 * <p>A <em>proof</em> is the SHA-256 of the capability the caller presented, or null if it presented none; the catalog
 * compares it with the verifier it keeps. A wrong proof, a missing one and an unknown id are all {@code NOT_FOUND}.
 * A <em>change id</em> is chosen by the caller; repeating a change with the same id gets the same answer. Byte arrays are
 * handed over: neither side changes them afterwards.
 */
public final class Catalog {
    private static final Duration READ = Duration.ofSeconds(10);
    private static final Duration CHANGE = Duration.ofSeconds(35);

    /** Makes a sealed share and the files in it, which then wait for their chunks. {@code CONFLICT} if an id is taken. */
    public static final Address<CreateShare, ShareView> CREATE =
            Address.local("catalog.create", CreateShare.class, ShareView.class, CHANGE);

    /** Shows a share to whoever may read it. {@code NOT_FOUND}, {@code GONE}. */
    public static final Address<FindShare, ShareView> FIND =
            Address.local("catalog.find", FindShare.class, ShareView.class, READ);

    /** Whether somebody may take part in a share: its owner, or whoever may read it. As {@link #FIND}, but shows nothing. */
    public static final Address<Admit, Admitted> ADMIT =
            Address.local("catalog.admit", Admit.class, Admitted.class, READ);

    /** Where the next chunks of a file are to be written, and what is expected of chunk {@code index}. */
    public static final Address<FindUpload, UploadTarget> UPLOAD =
            Address.local("catalog.upload", FindUpload.class, UploadTarget.class, READ);

    /** Which chunks of an upload are still missing. */
    public static final Address<FindMissing, Missing> MISSING =
            Address.local("catalog.missing", FindMissing.class, Missing.class, READ);

    /** Points the index at a chunk that Kafka has; only then may the chunk be acknowledged. */
    public static final Address<ChunkStored, ChunkIndexed> CHUNK_STORED =
            Address.local("catalog.chunk-stored", ChunkStored.class, ChunkIndexed.class, READ);

    /** Ends an upload: {@code INCOMPLETE} while chunks are missing; repeating it is harmless. */
    public static final Address<CompleteFile, FileView> COMPLETE =
            Address.local("catalog.complete", CompleteFile.class, FileView.class, CHANGE);

    /**
     * What it takes to deliver bytes of a file, a sealed one also while it arrives. {@code NOT_FOUND}, {@code GONE}, {@code
     * NOT_COMPLETE}; {@code SEALED_SHARE} if it was asked for in the clear and isn't open.
     */
    public static final Address<FindContent, Content> CONTENT =
            Address.local("catalog.content", FindContent.class, Content.class, READ);

    /** Where a run of chunks lies. {@code NOT_FOUND}, {@code GONE}, {@code NOT_COMPLETE} if the first isn't there yet. */
    public static final Address<Locate, Locations> LOCATE =
            Address.local("catalog.locate", Locate.class, Locations.class, READ);

    /** Hides a share at once; its keys are destroyed when the time of undo is over. Needs the owner's proof. */
    public static final Address<DeleteShare, Deleted> DELETE =
            Address.local("catalog.delete", DeleteShare.class, Deleted.class, CHANGE);

    /** Takes a deletion back while there is time. {@code GONE} afterwards. */
    public static final Address<UndoDelete, ShareView> UNDO =
            Address.local("catalog.undo", UndoDelete.class, ShareView.class, CHANGE);

    /** Does one page of cleaning up; see {@link Swept}. */
    public static final Address<Sweep, Swept> SWEEP = Address.local("catalog.sweep", Sweep.class, Swept.class, CHANGE);

    /** Which of some buckets have seen their time pass and hold no live file: their topics may be deleted. */
    public static final Address<FindEmptied, Emptied> EMPTIED =
            Address.local("catalog.emptied", FindEmptied.class, Emptied.class, READ);

    private Catalog() {}

    /**
     * @param lifetimeMillis how long the share lives, counted from completion
     * @param owner SHA-256 of the owner's capability
     * @param read SHA-256 of the readers' capability (SLP1 auth)
     * @param wrap the wrapped share key, opaque here; null for a live share, whose key the sender's page hands out itself
     * @param commit the share key's commitment, 32 bytes
     * @param meta the sealed share meta, or null
     */
    public record CreateShare(
            String changeId,
            ShareId id,
            long lifetimeMillis,
            Digest owner,
            Digest read,
            byte[] wrap,
            byte[] commit,
            byte[] meta,
            List<NewFile> files,
            Edits.Terms terms) {
        /** Whether its files come from the sender's page and nothing of them is kept. */
        public boolean live() {
            return wrap == null;
        }
    }

    /**
     * @param header SLP1 file header, 32 bytes; names the file id and the announced size, which a sealed share must know
     * @param commit the file key's commitment, 32 bytes
     * @param meta sealed meta block, opaque here
     * @param wrap the file key wrapped by the share key
     * @param upload SHA-256 of the capability to upload it; null in a live share
     */
    public record NewFile(FileId id, byte[] header, byte[] commit, byte[] meta, byte[] wrap, Digest upload) {}

    /** @param from number of the first file to show; at most {@link Edits#MAX_FILES} are */
    public record FindShare(ShareId id, Digest proof, Downloads.Visitor visitor, int from) {
        /** @param proof of the readers' or the owner's capability; null for an open share */
        public FindShare(ShareId id, Digest proof) {
            this(id, proof, Downloads.Visitor.NOBODY, 0);
        }
    }

    /**
     * @param proof as in {@link FindShare}
     * @param owner whether it takes the owner
     */
    public record Admit(ShareId id, Digest proof, boolean owner, Downloads.Visitor visitor) {}

    public record Admitted() {}

    /**
     * @param createdAt ms since 1970, as all times here
     * @param expiresAt when it stops being offered; Long.MAX_VALUE: never
     * @param now the time by which this was decided
     * @param wrap null for open shares, as are commit and meta
     * @param undoUntil 0 unless the share is deleted and the asker is its owner
     */
    public record ShareView(
            ShareId id,
            Mode mode,
            long createdAt,
            long expiresAt,
            long now,
            long undoUntil,
            byte[] wrap,
            byte[] commit,
            byte[] meta,
            boolean kept,
            List<FileView> files,
            Edits.Standing standing) {}

    /**
     * @param size plaintext bytes as announced, or as counted once complete
     * @param chunks how many chunks that makes
     * @param storedChunks how many of them are stored by now
     * @param name in the clear for open shares, null for sealed ones; as are path and type
     * @param path of the folder it stands in, with slashes; empty if none
     * @param wrap file key wrapped by the share key; null for open shares
     * @param seal the seal block; null until complete
     * @param etag changes whenever the file's bytes would; without quotes
     */
    public record FileView(
            FileId id,
            FileState state,
            long size,
            long chunks,
            long storedChunks,
            String name,
            String path,
            String type,
            long modifiedAt,
            byte[] header,
            byte[] commit,
            byte[] meta,
            byte[] wrap,
            byte[] seal,
            String etag,
            long metaVersion) {}

    /** @param index the chunk that is about to be written, or -1 */
    public record FindUpload(FileId id, Digest proof, long index) {}

    /**
     * @param sealedLength the bytes that chunk must have
     * @param fence written with every chunk; an upload that changes hands gets a higher one
     * @param stored the digest of that chunk if it is stored already, else null
     */
    public record UploadTarget(
            BucketId bucket, int partition, long chunks, int sealedLength, int fence, FileState state, Digest stored) {}

    /** @param limit the most ranges to name, 1 … 1,000 */
    public record FindMissing(FileId id, Digest proof, int limit) {}

    /**
     * @param ranges first and last chunk number of each run that is missing, in order, flattened: from, to, from, to …
     * @param stored chunks stored by now
     */
    public record Missing(FileState state, long chunks, long stored, List<Long> ranges) {}

    /** @param digest SHA-256 of the sealed bytes */
    public record ChunkStored(FileId id, Digest proof, long index, ChunkLocation location, Digest digest, int fence) {}

    /** What became of a chunk. */
    public enum ChunkOutcome {
        /** It is the one that counts. */
        STORED,
        /** The same bytes were stored before. */
        REPEATED,
        /** Other bytes for this chunk were stored before; those stand. Harmless: the root is over plaintext. */
        FIRST_STANDS
    }

    /** @param stored chunks stored by now */
    public record ChunkIndexed(ChunkOutcome outcome, long stored, long chunks) {}

    /** @param seal the seal block, opaque here */
    public record CompleteFile(String changeId, FileId id, Digest proof, byte[] seal) {}

    /**
     * @param fileId null for the only file of the share
     * @param proof of the readers' or the owner's capability; null for an open share
     * @param mode how the bytes are to be delivered: sealed as they are, or in the clear
     * @param from chunk that will be read first; may be beyond the end
     * @param count chunks that will be read, 1 … 1,024
     */
    public record FindContent(
            ShareId shareId, FileId fileId, Digest proof, Mode mode, long from, int count, Downloads.Visitor visitor) {}

    /**
     * @param file null, as is all else, if none was named and the share has several: they are had as an archive only
     * @param key null where the bytes are delivered as they are
     * @param places of the chunks asked for as far as they were at hand, maybe none
     * @param limited whether bytes are sent on a claim only; see {@link Downloads#BEGIN}
     */
    public record Content(FileView file, OpenKey key, Locations places, boolean limited) {
        /** Of a share with several files. */
        public static final Content SEVERAL = new Content(null, null, null, false);
    }

    /** @param fileKey 32 bytes, secret; never leaves the node */
    public record OpenKey(byte[] fileKey, byte[] header, byte[] commit) {
        @Override
        public String toString() {
            return "OpenKey[***]";
        }
    }

    /** @param count chunks wanted, 1 … 1,024; fewer come back at the end of the file or of an index segment */
    public record Locate(ShareId shareId, FileId fileId, Digest proof, long from, int count) {}

    /**
     * @param chunks of the whole file
     * @param growing whether chunks are still arriving; then there are only those before the first that is missing
     */
    public record Locations(long from, List<ChunkLocation> locations, long chunks, boolean growing) {}

    public record DeleteShare(String changeId, ShareId id, Digest owner) {}

    /** @param undoUntil ms since 1970 until which it can be taken back */
    public record Deleted(long undoUntil) {}

    public record UndoDelete(String changeId, ShareId id, Digest owner) {}

    /** @param limit the most entities to touch */
    public record Sweep(int limit) {}

    /**
     * @param removed shares and files that ended in this page
     * @param repaired void records settled
     * @param more whether there is more to do at once
     */
    public record Swept(int removed, int repaired, boolean more) {}

    public record FindEmptied(List<BucketId> buckets) {}

    public record Emptied(List<BucketId> buckets) {}
}
