package io.slipway.catalog;

import io.slipway.journal.EntityKey;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Finds where chunks of a file lie. */
final class Locator {
    /** The generation of every index that was never moved: read ahead, so that one round trip does. */
    static final int LIKELY = 0;

    private final Facts facts;
    private final Uploads uploads;

    Locator(Facts facts, Uploads uploads) {
        this.facts = facts;
        this.uploads = uploads;
    }

    Future<Catalog.Locations> locate(Catalog.Locate question) {
        if (question.from() < 0 || question.count() < 1) {
            return Future.failedFuture(outOfRange());
        }
        return UploadIndex.evenIfCompleted(() -> look(question));
    }

    private Future<Catalog.Locations> look(Catalog.Locate question) {
        EntityKey share = Entities.share(question.shareId());
        EntityKey likely = segment(question, LIKELY);
        return facts.read(share, Entities.file(question.fileId()), likely).compose(read -> {
            StoredFile file = readable(read, question);
            if (file instanceof StoredFile.Receiving receiving) {
                return growing(receiving, question);
            }
            StoredFile.Complete complete = (StoredFile.Complete) file;
            if (complete.generation() == LIKELY) {
                return Future.succeededFuture(
                        locations(complete, read.stateOrNull(likely), question.from(), question.count()));
            }
            EntityKey moved = segment(question, complete.generation());
            return facts.read(moved)
                    .map(again -> locations(complete, again.stateOrNull(moved), question.from(), question.count()));
        });
    }

    private Future<Catalog.Locations> growing(StoredFile.Receiving file, Catalog.Locate question) {
        return uploads.places(file, question.from(), question.count())
                .compose(places -> places.locations().isEmpty()
                        ? Future.failedFuture(StoredFile.arriving())
                        : Future.succeededFuture(places));
    }

    private static StoredFile readable(Facts.Read read, Catalog.Locate question) {
        StoredFile file = Shares.readable(read, question.shareId(), question.fileId(), question.proof());
        if (file.body().chunks() == 0) {
            throw StoredFile.arriving();
        }
        if (question.from() >= file.body().chunks()) {
            throw outOfRange();
        }
        return file;
    }

    private static EntityKey segment(Catalog.Locate question, int generation) {
        return Entities.segment(question.fileId(), generation, question.from() / Entities.SEGMENT);
    }

    /** The places that are in what was read already; none if they lie elsewhere or there are no such chunks. */
    static Catalog.Locations ahead(StoredFile.Complete file, Facts.Read read, long from, int count) {
        long chunks = file.body().chunks();
        if (file.generation() != LIKELY || from < 0 || count < 1 || from >= chunks) {
            return new Catalog.Locations(from, List.of(), chunks, false);
        }
        EntityKey segment = Entities.segment(file.body().id(), LIKELY, from / Entities.SEGMENT);
        return locations(file, read.stateOrNull(segment), from, count);
    }

    /** @throws Problem {@code UNAVAILABLE} if there is no such segment */
    static Catalog.Locations locations(StoredFile.Complete file, byte[] packed, long from, int count) {
        if (packed == null) {
            throw new Problem(ProblemCode.UNAVAILABLE, "a part of this file's index isn't shown yet; try again");
        }
        int first = (int) (from % Entities.SEGMENT);
        int last = Math.min(packed.length / ChunkLocation.BYTES, first + count);
        ByteBuffer buffer = ByteBuffer.wrap(packed).position(first * ChunkLocation.BYTES);
        List<ChunkLocation> locations = new ArrayList<>(last - first);
        for (int i = first; i < last; i++) {
            locations.add(ChunkLocation.unpack(buffer));
        }
        return new Catalog.Locations(from, locations, file.body().chunks(), false);
    }

    private static Problem outOfRange() {
        return new Problem(ProblemCode.CHUNK_OUT_OF_RANGE, "the file has no such chunk");
    }
}
