package io.slipway.catalog;

import io.slipway.journal.Change;
import io.slipway.journal.Decider;
import io.slipway.journal.Entity;
import io.slipway.journal.EntityChanges;
import io.slipway.journal.EntityKey;
import io.slipway.journal.EntityReader;
import io.slipway.journal.Journal;
import io.slipway.journal.RedisView;
import io.slipway.journal.Verdict;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** The catalog's way to the journal: reads entities as states, with the time that decides. */
final class Facts {
    private static final SharesRead LARGE = new SharesRead();

    private final Journal journal;
    private final EntityChanges changes;
    private final EntityReader view;
    private final LongUnaryOperator time;

    Facts(Journal journal, EntityChanges changes, EntityReader view, LongUnaryOperator time) {
        this.journal = journal;
        this.changes = changes;
        this.view = view;
        this.time = time;
    }

    /** What was read in one go. */
    record Read(Map<EntityKey, Entity> entities, long now) {
        boolean exists(EntityKey key) {
            return entities.get(key).version() >= 0;
        }

        /** @throws Problem {@code NOT_FOUND} if there never was one, {@code GONE} if it ended */
        Share share(ShareId id) {
            return LARGE.share(state(Entities.share(id)));
        }

        /** @throws Problem {@code NOT_FOUND} if there never was one, {@code GONE} if it ended */
        StoredFile file(FileId id) {
            return StateCodec.file(state(Entities.file(id)));
        }

        /** Null if there is none (any more). */
        byte[] stateOrNull(EntityKey key) {
            return entities.get(key).state();
        }

        private byte[] state(EntityKey key) {
            return Facts.state(entities.get(key));
        }
    }

    static byte[] state(Entity entity) {
        if (entity.state() != null) {
            return entity.state();
        }
        throw entity.gone() ? Share.gone() : Share.unknown();
    }

    Future<Read> read(List<EntityKey> keys) {
        return view.read(keys).map(snapshot -> {
            Map<EntityKey, Entity> entities = new LinkedHashMap<>();
            snapshot.entities().forEach(entity -> entities.put(entity.key(), entity));
            return new Read(entities, time.applyAsLong(snapshot.now()));
        });
    }

    /** As {@link #read}, of any number: in as many looks as that takes, none of which sees an older view than the one before. */
    Future<Read> readAll(List<EntityKey> keys) {
        if (keys.size() <= RedisView.MAX_READ) {
            return read(keys);
        }
        return read(keys.subList(0, RedisView.MAX_READ))
                .compose(first -> readAll(keys.subList(RedisView.MAX_READ, keys.size()))
                        .map(rest -> {
                            Map<EntityKey, Entity> all = new LinkedHashMap<>(first.entities);
                            all.putAll(rest.entities);
                            return new Read(all, rest.now);
                        }));
    }

    Future<Read> read(EntityKey... keys) {
        return read(List.of(keys));
    }

    /** Changes one entity; see {@link EntityChanges#change}. */
    Future<byte[]> change(EntityKey key, String changeId, Decider decide) {
        return changes.change(key, changeId, (entity, now) -> decide.decide(entity, time.applyAsLong(now)));
    }

    /**
     * Creates entities, in this order. @throws Problem {@code CONFLICT} if one of them lost against a change that came
     * first
     */
    Future<Void> create(List<Change> creations) {
        return journal.append(new ArrayList<>(creations)).compose(verdicts -> {
            if (verdicts.stream().allMatch(Verdict::accepted)) {
                return Future.succeededFuture();
            }
            return Future.failedFuture(new Problem(ProblemCode.CONFLICT, "this id is taken"));
        });
    }
}
