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

/** Finds where chunks of a complete file lie. */
final class Locator {
    private final Facts facts;

    Locator(Facts facts) {
        this.facts = facts;
    }

    Future<Catalog.Locations> locate(Catalog.Locate question) {
        return facts.read(Entities.share(question.shareId()), Entities.file(question.fileId()))
                .compose(read -> {
                    StoredFile file = Shares.readable(read, question.shareId(), question.fileId(), question.proof());
                    if (!(file instanceof StoredFile.Complete complete)) {
                        return Future.failedFuture(
                                new Problem(ProblemCode.NOT_COMPLETE, "this file is still arriving; try again later"));
                    }
                    if (question.from() < 0 || question.from() >= file.body().chunks() || question.count() < 1) {
                        return Future.failedFuture(
                                new Problem(ProblemCode.CHUNK_OUT_OF_RANGE, "the file has no such chunk"));
                    }
                    return locate(complete, question);
                });
    }

    private Future<Catalog.Locations> locate(StoredFile.Complete file, Catalog.Locate question) {
        long number = question.from() / Entities.SEGMENT;
        EntityKey key = Entities.segment(file.body().id(), file.generation(), number);
        return facts.read(key).map(read -> {
            byte[] packed = read.stateOrNull(key);
            if (packed == null) {
                throw new Problem(ProblemCode.UNAVAILABLE, "a part of this file's index isn't shown yet; try again");
            }
            int first = (int) (question.from() % Entities.SEGMENT);
            int last = Math.min(packed.length / ChunkLocation.BYTES, first + question.count());
            ByteBuffer buffer = ByteBuffer.wrap(packed).position(first * ChunkLocation.BYTES);
            List<ChunkLocation> locations = new ArrayList<>(last - first);
            for (int i = first; i < last; i++) {
                locations.add(ChunkLocation.unpack(buffer));
            }
            return new Catalog.Locations(question.from(), locations, file.body().chunks());
        });
    }
}
