package io.slipway.expiry;

import io.slipway.bus.Bus;
import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Space;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves files that outlive their buckets, one after the other, a few chunks at a time. What is cut short is begun again by the
 * next sweep; what was copied by then is left to its bucket.
 */
final class Mover {
    /** Files pinned at once. */
    static final int PAGE = 16;
    /** Chunks in an index segment. */
    private static final int SEGMENT = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);

    private final Bus bus;

    Mover(Bus bus) {
        this.bus = bus;
    }

    /** Moves what must leave these buckets, as far as it is this node's turn. @return how many files were moved */
    Future<Integer> move(List<BucketId> buckets) {
        return bus.request(Space.FIND_MOVES, new Space.FindMoves(buckets, PAGE)).compose(found -> {
            Future<Integer> done = Future.succeededFuture(0);
            for (Space.Move move : found.moves()) {
                done = done.compose(count -> move(move).map(moved -> moved ? count + 1 : count));
            }
            return done.compose(count ->
                    count < PAGE ? Future.succeededFuture(count) : move(buckets).map(more -> count + more));
        });
    }

    private Future<Boolean> move(Space.Move move) {
        return segments(move, 0)
                .compose(copied -> bus.request(Space.END_MOVE, new Space.EndMove(move)))
                .map(Space.MoveEnded::moved)
                .otherwise(failure -> {
                    LOG.atWarn()
                            .addKeyValue(LogKeys.FILE_ID, move.fileId())
                            .addKeyValue(LogKeys.REASON, failure.getMessage())
                            .log("a file could not be moved to another bucket; it is tried again");
                    return false;
                });
    }

    private Future<Void> segments(Space.Move move, long number) {
        long first = number * SEGMENT;
        if (first >= move.chunks()) {
            return Future.succeededFuture();
        }
        int count = (int) Math.min(SEGMENT, move.chunks() - first);
        ByteBuffer packed = ByteBuffer.allocate(count * ChunkLocation.BYTES);
        return copy(move, first, packed)
                .compose(copied -> bus.request(Space.COPIED, new Space.Copied(move, number, packed.array())))
                .compose(noted -> segments(move, number + 1));
    }

    /** Copies chunks from one on until a segment is full. */
    private Future<Void> copy(Space.Move move, long from, ByteBuffer packed) {
        int left = packed.remaining() / ChunkLocation.BYTES;
        if (left == 0) {
            return Future.succeededFuture();
        }
        return bus.request(Space.PLACES, new Space.FindPlaces(move.fileId(), from, Math.min(left, Chunks.MAX_RUN)))
                .compose(places -> bus.request(
                        Chunks.COPY,
                        new Chunks.Copy(
                                new Chunks.Read(move.fileId(), from, places.locations()),
                                move.target(),
                                move.partition())))
                .compose(copies -> {
                    copies.locations().forEach(location -> location.pack(packed));
                    return copy(move, from + copies.locations().size(), packed);
                });
    }
}
