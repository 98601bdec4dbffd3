package io.slipway.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.slipway.model.BucketId;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.seal.Sizes;
import java.util.List;

/**
 * A file and how far it is.
 *
 * <pre>
 *  ┌───────────┐  complete   ┌──────────┐
 *  │ Receiving ├────────────►│ Complete │
 *  └─────┬─────┘             └────┬─────┘
 *        └── the last share that has it is gone ──► gone
 * </pre>
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StoredFile.Receiving.class, name = "receiving"),
    @JsonSubTypes.Type(value = StoredFile.Complete.class, name = "complete"),
})
sealed interface StoredFile permits StoredFile.Receiving, StoredFile.Complete {
    /**
     * What doesn't change from state to state.
     *
     * @param header SLP1 file header, 32 bytes
     * @param commit the file key's commitment
     * @param meta sealed meta block
     * @param keyId the record in {@code keys} with the wrapped file key of an open file; null for sealed ones
     * @param upload SHA-256 of the capability to upload it; null for files the node sealed itself, and for those that nobody
     *     uploads since they are live
     * @param size plaintext bytes; {@link io.slipway.protocol.OpenUploads#UNKNOWN} while an open file may still grow
     * @param chunks how many chunks that makes, ≥ 1; 0 while that isn't known
     * @param bucket where its chunks are
     * @param shares the shares it stands in; when the last is gone, so is the file
     * @param sheet what the client said of an upload that comes piece by piece, sealed; else null
     * @param metaVersion with which meta was sealed, 1 …
     */
    record Body(
            FileId id,
            byte[] header,
            byte[] commit,
            byte[] meta,
            String keyId,
            Digest upload,
            long size,
            long chunks,
            BucketId bucket,
            int partition,
            long createdAt,
            List<ShareId> shares,
            byte[] sheet,
            long metaVersion) {
        public Body {
            metaVersion = Math.max(1, metaVersion);
        }

        Body(
                FileId id,
                byte[] header,
                byte[] commit,
                byte[] meta,
                String keyId,
                Digest upload,
                long size,
                long chunks,
                BucketId bucket,
                int partition,
                long createdAt,
                List<ShareId> shares) {
            this(id, header, commit, meta, keyId, upload, size, chunks, bucket, partition, createdAt, shares, null, 1);
        }

        /** Whether it comes from the sender's page alone, and nothing of it is ever stored. */
        @JsonIgnore
        boolean isLive() {
            return keyId == null && upload == null;
        }

        /** Stays the same: bytes that are stored don't change, nor do they when chunks are moved. */
        String etag() {
            return id + ".0";
        }

        Body at(BucketId other, int otherPartition) {
            return new Body(
                    id,
                    header,
                    commit,
                    meta,
                    keyId,
                    upload,
                    size,
                    chunks,
                    other,
                    otherPartition,
                    createdAt,
                    shares,
                    sheet,
                    metaVersion);
        }

        Body in(List<ShareId> others) {
            return with(meta, size, others);
        }

        private Body with(byte[] otherMeta, long otherSize, List<ShareId> others) {
            return new Body(
                    id,
                    header,
                    commit,
                    otherMeta,
                    keyId,
                    upload,
                    otherSize,
                    otherSize < 0 ? 0 : Sizes.chunks(otherSize),
                    bucket,
                    partition,
                    createdAt,
                    others,
                    sheet,
                    metaVersion);
        }

        /** Called something else. */
        Body called(byte[] block, long version) {
            return new Body(
                    id, header, commit, block, keyId, upload, size, chunks, bucket, partition, createdAt, shares, sheet,
                    version);
        }
    }

    Body body();

    /** The same file, standing in other shares or called something else. */
    StoredFile with(Body body);

    default StoredFile in(List<ShareId> shares) {
        return with(body().in(shares));
    }

    /**
     * Chunks are arriving.
     *
     * @param fromOffset where its partition ended when it was created: no chunk of it lies before
     * @param fence what its chunks carry
     */
    record Receiving(Body body, long fromOffset, int fence) implements StoredFile {
        @Override
        public StoredFile with(Body other) {
            return new Receiving(other, fromOffset, fence);
        }

        /** It changes hands. */
        Receiving taken() {
            return new Receiving(body, fromOffset, fence + 1);
        }

        /** Lets in the holder only. @throws Problem {@code FENCED} */
        void heldBy(int holder) {
            if (holder != fence) {
                throw fenced();
            }
        }

        /** Now its size is known. @throws Problem {@code BAD_REQUEST} if it was, and another one */
        Receiving sized(long size) {
            if (body.size >= 0 && body.size != size) {
                throw new Problem(
                        ProblemCode.BAD_REQUEST, "this upload has " + body.size + " bytes, as was said before");
            }
            return new Receiving(body.with(body.meta, size, body.shares), fromOffset, fence);
        }

        /** Everything is there, and the name goes with the right size. */
        Complete completed(byte[] meta, byte[] seal) {
            return new Complete(body.with(meta, body.size, body.shares), 0, seal);
        }
    }

    /**
     * Every chunk is stored and the index is journalled.
     *
     * @param generation names the index segments
     * @param seal the seal block
     */
    record Complete(Body body, int generation, byte[] seal) implements StoredFile {
        @Override
        public StoredFile with(Body other) {
            return new Complete(other, generation, seal);
        }

        /** The same chunks in another bucket, with the next index. */
        Complete moved(BucketId bucket, int partition) {
            return new Complete(body.at(bucket, partition), generation + 1, seal);
        }
    }

    /** Ends the upload. Completing twice changes nothing: the first seal stands. */
    default StoredFile completed(byte[] seal) {
        return this instanceof Receiving ? new Complete(body(), 0, seal) : this;
    }

    /** Lets in the uploader only. @throws Problem {@code NOT_FOUND} for a wrong proof */
    default void uploadable(Digest proof) {
        if (!Share.matches(proof, body().upload())) {
            throw Share.unknown();
        }
    }

    /** Takes a share off the list. */
    default List<ShareId> without(ShareId share) {
        return body().shares().stream().filter(s -> !s.equals(share)).toList();
    }

    static Problem arriving() {
        return new Problem(ProblemCode.NOT_COMPLETE, "this file is still arriving; try again later");
    }

    static Problem notKept() {
        return new Problem(ProblemCode.NOT_KEPT, "this share is live: its files come from the sender's page alone");
    }

    static Problem fenced() {
        return new Problem(ProblemCode.FENCED, "another request has taken over this upload; ask how far it is");
    }

    static Problem complete() {
        return new Problem(ProblemCode.ALREADY_COMPLETE, "the file is complete and takes no more chunks");
    }
}
