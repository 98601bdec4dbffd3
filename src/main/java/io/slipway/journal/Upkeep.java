package io.slipway.journal;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps the logs fit for compaction: settling what is owed, forgetting what is gone. Every step may be repeated. */
final class Upkeep {
    /** Entities read at once; their states are in memory meanwhile. */
    private static final int PAGE = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** Appends changes; those to be forgotten as records without a value. */
    interface Appender {
        Future<List<Verdict>> append(List<Change> changes, boolean forget);
    }

    private final RedisView view;
    private final RedisFold fold;
    private final Appender appender;
    private final Duration patience;
    private final Duration lag;

    /**
     * @param patience how long the writer of a void record has to settle it
     * @param lag how long an entity must have been gone before it is forgotten
     */
    Upkeep(RedisView view, RedisFold fold, Appender appender, Duration patience, Duration lag) {
        this.view = view;
        this.fold = fold;
        this.appender = appender;
        this.patience = patience;
        this.lag = lag;
    }

    Future<Integer> repairOwed(int limit) {
        return view.read(List.of())
                .compose(snapshot -> fold.owed(snapshot.now() - patience.toMillis(), limit))
                .recover(failure -> Future.failedFuture(RedisRefusal.told(failure)))
                .compose(keys -> repairPages(keys, 0));
    }

    private Future<Integer> repairPages(List<EntityKey> keys, int repaired) {
        if (keys.isEmpty()) {
            return Future.succeededFuture(repaired);
        }
        int page = Math.min(PAGE, keys.size());
        return repair(keys.subList(0, page))
                .compose(more -> repairPages(keys.subList(page, keys.size()), repaired + more));
    }

    private Future<Integer> repair(List<EntityKey> keys) {
        return view.values(keys, List.of()).compose(values -> {
            List<Change> asTheyAre = new ArrayList<>();
            List<Change> nothings = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                EntityValue value = values.entities().get(i);
                if (value.owed() >= 0) {
                    (leavesNothing(value) ? nothings : asTheyAre).add(repair(keys.get(i), value));
                }
            }
            return Future.all(appendAll(asTheyAre, false), appendAll(nothings, true))
                    .map(both -> both.<Integer>resultAt(0) + both.<Integer>resultAt(1));
        });
    }

    static boolean leavesNothing(EntityValue value) {
        return value.forgotten() || value.version() < 0;
    }

    /** The state as it is; its writer has seen everything, so it is accepted unless somebody else settles it first. */
    static Change repair(EntityKey key, EntityValue value) {
        return leavesNothing(value)
                ? nothing(key, value)
                : new Change(key, value.seen(), value.state(), value.gone(), Entries.read(value.entries()), List.of());
    }

    /** What is left of an entity that is to be forgotten. */
    static Change nothing(EntityKey key, EntityValue value) {
        return new Change(key, value.seen(), null, true, List.of(), List.of());
    }

    private Future<Integer> appendAll(List<Change> changes, boolean forget) {
        Function<List<Verdict>, Integer> count =
                verdicts -> (int) verdicts.stream().filter(Verdict::accepted).count();
        return changes.isEmpty()
                ? Future.succeededFuture(0)
                : appender.append(changes, forget).map(count);
    }

    Future<Boolean> forget(EntityKey key) {
        return view.values(List.of(key), List.of()).compose(values -> {
            EntityValue value = values.entities().get(0);
            if (!value.gone() || value.forgotten() || values.now() - value.time() < lag.toMillis()) {
                return Future.succeededFuture(false);
            }
            return appender.append(List.of(nothing(key, value)), true)
                    .map(verdicts -> verdicts.get(0).accepted());
        });
    }

    /** A rewrite is asked for, not insisted on: a Redis of somebody else's may refuse. */
    Future<Void> rewriteIfDestroyed() {
        return fold.destroyedSince()
                .compose(destroyed -> destroyed ? fold.rewriteFile() : Future.succeededFuture())
                .recover(failure -> {
                    LOG.atInfo().addKeyValue("failure", failure.toString()).log("Redis doesn't rewrite its file now");
                    return Future.succeededFuture();
                });
    }
}
