package io.slipway.catalog;

import io.slipway.journal.Change;
import io.slipway.journal.EntityKey;
import io.slipway.journal.Projection;
import java.util.ArrayList;
import java.util.List;

/** First records of entities, and the entries by which entities are found. */
final class Creation {
    /** The base of a change that expects nothing before it. */
    private static final long NOTHING_BEFORE = -1;
    /** How long after the longest upload a file without a share is given up. */
    private static final long ORPHAN_MILLIS = 3_600_000;

    private Creation() {}

    static Change of(EntityKey key, String changeId, Object state, List<Projection> projections) {
        return of(key, changeId, StateCodec.write(state), projections);
    }

    static Change of(EntityKey key, String changeId, byte[] state, List<Projection> projections) {
        return new Change(key, changeId, NOTHING_BEFORE, state, false, projections, new byte[0]);
    }

    /** A file that is kept keeps its bucket alive, and takes room. */
    static List<Projection> living(StoredFile file) {
        StoredFile.Body body = file.body();
        if (body.isLive()) {
            return List.of();
        }
        return List.of(
                new Projection.AddMember(
                        Entities.bucket(body.bucket()), body.id().text()),
                new Projection.Amount(Entities.use(Rooms.ALL), body.id().text(), Math.max(0, body.size())));
    }

    /** A file that is arriving is looked at by the sweep some time after its share must have ended. */
    static List<Projection> arriving(StoredFile.Receiving file, CatalogSettings settings) {
        List<Projection> projections = new ArrayList<>(living(file));
        projections.add(new Projection.Score(
                Entities.DUE,
                Entities.file(file.body().id()).toString(),
                file.body().createdAt() + settings.maxUploadMillis() + ORPHAN_MILLIS));
        return projections;
    }

    /** A share that ends by itself is found by the sweep when its time has come. */
    static List<Projection> due(EntityKey key, Share share) {
        return share.endsAt() == Share.NEVER
                ? List.of()
                : List.of(new Projection.Score(Entities.DUE, key.toString(), share.endsAt()));
    }
}
