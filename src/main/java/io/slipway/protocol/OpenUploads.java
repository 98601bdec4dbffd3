package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.bus.Topic;
import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.ShareId;
import java.time.Duration;
import java.util.List;

/**
 * What one may ask the catalog about files that the node seals itself: those that come in one go, and uploads that arrive
 * piece by piece, over many requests and maybe many nodes.
 *
 * <p>Of an upload under way there is one <em>holder</em>, and its <em>fence</em> is the highest: every chunk and every tail
 * carries it, and whoever writes with a lower one is {@code FENCED}. A newcomer asks the holder to let go ({@link #WANTED}),
 * waits a little, then takes the upload all the same.
 */
public final class OpenUploads {
    private static final Duration READ = Duration.ofSeconds(10);
    private static final Duration CHANGE = Duration.ofSeconds(35);

    /** Prepares the node's own sealing of an open file: ids, key, bucket. Writes nothing. */
    public static final Address<BeginOpen, OpenUpload> BEGIN =
            Address.local("catalog.begin-open", BeginOpen.class, OpenUpload.class, READ);

    /** Makes an open share of files whose chunks are all in Kafka: keys, indexes, files and share in one go. */
    public static final Address<PublishOpen, Catalog.ShareView> PUBLISH =
            Address.local("catalog.publish-open", PublishOpen.class, Catalog.ShareView.class, CHANGE);

    /** Makes an open share with one file that then arrives piece by piece; who made it holds it. */
    public static final Address<Create, Upload> CREATE =
            Address.local("catalog.create-open", Create.class, Upload.class, CHANGE);

    /**
     * Looks at an upload, or takes it. Whoever holds it is asked to let go first; after {@link #PATIENCE} it is taken from
     * them, also for those who only look: what they are told then stays so. {@code NOT_FOUND}, {@code GONE}.
     */
    public static final Address<Hold, Upload> HOLD =
            Address.local("catalog.hold-open", Hold.class, Upload.class, CHANGE);

    /** Says how long an upload is that didn't know. {@code FENCED}; {@code BAD_REQUEST} if it is known to be of another length. */
    public static final Address<SetLength, Done> LENGTH =
            Address.local("catalog.length-open", SetLength.class, Done.class, CHANGE);

    /** Points the index at a chunk or a tail that Kafka has; only then does it count. {@code FENCED}. */
    public static final Address<PieceStored, Done> STORED =
            Address.local("catalog.piece-stored", PieceStored.class, Done.class, READ);

    /** The notes of an upload's chunks; see {@link PieceStored}. */
    public static final Address<FindNotes, Notes> NOTES =
            Address.local("catalog.notes-open", FindNotes.class, Notes.class, READ);

    /** Ends an upload whose chunks are all there, and begins the lifetime of its share. {@code FENCED}, {@code INCOMPLETE}. */
    public static final Address<Finish, Catalog.ShareView> FINISH =
            Address.local("catalog.finish-open", Finish.class, Catalog.ShareView.class, CHANGE);

    /** Lets go of an upload. Harmless if somebody else has it by now. */
    public static final Address<Release, Done> RELEASE =
            Address.local("catalog.release-open", Release.class, Done.class, READ);

    /** Ends an upload, and the share if it is complete, for good and at once. */
    public static final Address<Terminate, Done> TERMINATE =
            Address.local("catalog.terminate-open", Terminate.class, Done.class, CHANGE);

    /**
     * Which upload is made of some parts in the same way, so that nobody makes it twice: the first to say so has it. What is
     * remembered may get lost.
     */
    public static final Address<FindSame, Same> SAME =
            Address.local("catalog.same-open", FindSame.class, Same.class, READ);

    /** The open share that a file is in, which whoever knows the file's id may see. {@code NOT_FOUND}, {@code GONE}. */
    public static final Address<FindFile, Catalog.ShareView> FIND_FILE =
            Address.local("catalog.find-file", FindFile.class, Catalog.ShareView.class, READ);

    /** Somebody else wants an upload: whoever holds it stores what has arrived and lets go. */
    public static final Topic<Wanted> WANTED = Topic.everywhere("cluster.upload-wanted", Wanted.class);

    /** How long a holder gets to let go. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The most notes one {@link #NOTES} gives. */
    public static final int MAX_NOTES = 1_000;

    /** A size that isn't known yet. */
    public static final long UNKNOWN = -1;

    private OpenUploads() {}

    /** @param lifetimeMillis counted from completion */
    public record BeginOpen(long lifetimeMillis) {}

    /**
     * A license to write one open file. Not stored anywhere; never leaves the node.
     *
     * @param fileKey 32 bytes, secret
     */
    public record OpenUpload(ShareId shareId, FileId fileId, byte[] fileKey, BucketId bucket, int partition) {
        @Override
        public String toString() {
            return "OpenUpload[" + fileId + "]";
        }
    }

    /**
     * @param meta sealed meta block holding name and type; the catalog keeps names nowhere else
     * @param locations packed {@link ChunkLocation}s of all chunks, in order
     * @param sheet what the node noted of it, sealed, opaque here; kept with the file
     * @param size plaintext bytes
     * @param name at most 255 bytes of UTF-8; kept sealed at rest
     * @param path of the folder it stands in, clean; empty if none
     */
    public record OpenFile(
            OpenUpload upload,
            byte[] header,
            byte[] commit,
            byte[] meta,
            byte[] seal,
            byte[] sheet,
            byte[] locations,
            long size,
            String name,
            String path,
            String type) {
        /** The type of an empty folder, which stands in a share as an empty file (shared-mime-info, 2.18). */
        public static final String FOLDER = "inode/directory";

        @Override
        public String toString() {
            return "OpenFile[" + upload.fileId() + "]";
        }
    }

    /**
     * @param files at least one; the share gets the id that the first one's license names
     * @param owner SHA-256 of the owner's capability
     */
    public record PublishOpen(
            String changeId, List<OpenFile> files, long lifetimeMillis, Digest owner, Edits.Terms terms) {}

    /**
     * @param sheet what the client said of it, sealed, opaque here; kept with the file
     * @param size plaintext bytes, or {@link #UNKNOWN}
     * @param partial whether it is to become a part of another file: then it lives only as long as an upload may take
     * @param owner SHA-256 of the owner's capability
     * @param proof SHA-256 of the capability to upload it
     */
    public record Create(
            String changeId,
            OpenUpload upload,
            byte[] header,
            byte[] commit,
            byte[] meta,
            byte[] sheet,
            long size,
            boolean partial,
            long lifetimeMillis,
            Digest owner,
            Digest proof) {
        @Override
        public String toString() {
            return "Create[" + upload.fileId() + "]";
        }
    }

    /** @param take whether to hold it from now on, until {@link #RELEASE} */
    public record Hold(FileId id, Digest proof, boolean take) {}

    /**
     * An upload as it stands.
     *
     * @param license where to write, and the file's key, which is secret and never leaves the node
     * @param fence to write with; 0 if it isn't held
     * @param size plaintext bytes, or {@link #UNKNOWN}
     * @param chunks full chunks from the beginning that are there
     * @param tail where the bytes after them are; null if there are none
     * @param offset plaintext bytes that are there, counted from the beginning
     * @param expiresAt ms since 1970, when it is given up unless it is complete by then
     * @param meta sealed meta block
     * @param sheet as it was created with
     */
    public record Upload(
            OpenUpload license,
            FileState state,
            int fence,
            long size,
            long chunks,
            ChunkLocation tail,
            long offset,
            long expiresAt,
            byte[] header,
            byte[] commit,
            byte[] meta,
            byte[] sheet) {
        /** The same, now that its length is known. */
        public Upload sized(long length) {
            return new Upload(
                    license, state, fence, length, chunks, tail, offset, expiresAt, header, commit, meta, sheet);
        }

        @Override
        public String toString() {
            return "Upload[" + license.fileId() + " " + offset + "]";
        }
    }

    /** @param size plaintext bytes */
    public record SetLength(String changeId, FileId id, Digest proof, int fence, long size) {}

    /**
     * @param index of the chunk, or of the chunk that the tail is the beginning of
     * @param digest SHA-256 of the sealed bytes
     * @param tail whether it is a tail
     * @param note the sealed digest of a chunk's plaintext, 64 bytes, opaque here; null for a tail
     */
    public record PieceStored(
            FileId id,
            Digest proof,
            long index,
            ChunkLocation location,
            Digest digest,
            int fence,
            boolean tail,
            byte[] note) {}

    /** @param count 1 … {@link #MAX_NOTES} */
    public record FindNotes(FileId id, Digest proof, long from, int count) {}

    /** @param notes one for each chunk asked for, in order */
    public record Notes(List<byte[]> notes) {}

    /**
     * @param meta the sealed meta block that is right now that the size is known
     * @param seal the seal block
     */
    public record Finish(String changeId, FileId id, Digest proof, int fence, byte[] meta, byte[] seal) {}

    public record Release(FileId id, int fence) {}

    public record Terminate(String changeId, FileId id, Digest proof) {}

    /**
     * @param parts says which parts and how, and nothing else
     * @param mine is made of them unless another one is; null to ask only
     * @param instead the one it takes the place of; null for none
     */
    public record FindSame(Digest parts, FileId mine, FileId instead) {}

    /** @param id null if none is known */
    public record Same(FileId id) {}

    public record FindFile(FileId id) {}

    public record Done(FileId id) {}

    public record Wanted(FileId id) {}
}
