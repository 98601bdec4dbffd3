package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.model.BucketId;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.ShareId;
import java.time.Duration;
import java.util.List;

/** What one may ask about the room that files take: how far an upload is, and where its bytes are kept. */
public final class Space {
    /** Which chunks of a sealed file its readers may have by now. {@code NOT_FOUND}, {@code GONE}, {@code NOT_COMPLETE}. */
    public static final Address<FindProgress, Progress> PROGRESS =
            Address.local("space.progress", FindProgress.class, Progress.class, Duration.ofSeconds(10));

    /**
     * Pins files that live on in buckets whose time has passed: each is to be copied to another bucket, which stays until
     * the pin is gone. None if another node is at it.
     */
    public static final Address<FindMoves, Moves> FIND_MOVES =
            Address.local("space.find-moves", FindMoves.class, Moves.class, Duration.ofSeconds(60));

    /** Where a run of chunks of a complete file lies: for those who keep them, whoever may read it. {@code NOT_FOUND}. */
    public static final Address<FindPlaces, Catalog.Locations> PLACES =
            Address.local("space.places", FindPlaces.class, Catalog.Locations.class, Duration.ofSeconds(10));

    /** Notes where the chunks of one index segment were copied to. {@code CONFLICT} if the pin is gone. */
    public static final Address<Copied, Noted> COPIED =
            Address.local("space.copied", Copied.class, Noted.class, Duration.ofSeconds(35));

    /** Ends a move: from then on the file is where it was copied to, if it is still there, whole, and as it was. */
    public static final Address<EndMove, MoveEnded> END_MOVE =
            Address.local("space.end-move", EndMove.class, MoveEnded.class, Duration.ofSeconds(60));

    /** Journals that a bucket is over, before its topic is deleted. {@code CONFLICT} if it isn't, or something lives in it. */
    public static final Address<CloseBucket, Closed> CLOSE =
            Address.local("space.close", CloseBucket.class, Closed.class, Duration.ofSeconds(35));

    private Space() {}

    /**
     * @param proof as in {@link Catalog}
     * @param limit the most ranges to name, 1 … 1,000
     */
    public record FindProgress(ShareId shareId, FileId fileId, Digest proof, int limit) {}

    /** @param limit the most files to pin, ≥ 1 */
    public record FindMoves(List<BucketId> buckets, int limit) {}

    public record Moves(List<Move> moves) {}

    /**
     * A file on its way to another bucket.
     *
     * @param generation of its index as it is; the next one names where its chunks are copied to
     * @param chunks how many it has
     */
    public record Move(FileId fileId, int generation, long chunks, BucketId target, int partition) {}

    /** @param count chunks wanted, 1 … 4,096; fewer come back at the end of the file or of an index segment */
    public record FindPlaces(FileId fileId, long from, int count) {}

    /**
     * @param segment number of the index segment: chunks from 4,096 × number on
     * @param locations packed {@link io.slipway.model.ChunkLocation}s of all its chunks
     */
    public record Copied(Move move, long segment, byte[] locations) {}

    public record Noted() {}

    public record CloseBucket(BucketId bucket) {}

    public record Closed(BucketId bucket) {}

    public record EndMove(Move move) {}

    /** @param moved whether the file is there now */
    public record MoveEnded(boolean moved) {}

    /**
     * @param stored chunks stored by now
     * @param missing as in {@link Catalog.Missing}
     */
    public record Progress(FileState state, long chunks, long stored, List<Long> missing) {
        /** All chunks below it are there. */
        public long frontier() {
            return missing.isEmpty() ? chunks : missing.get(0);
        }
    }
}
