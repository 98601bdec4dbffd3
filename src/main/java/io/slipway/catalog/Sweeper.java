package io.slipway.catalog;

import io.slipway.journal.Decision;
import io.slipway.journal.EntityKey;
import io.slipway.journal.Journal;
import io.slipway.journal.Projection;
import io.slipway.model.BucketId;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Space;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what is over, a page at a time: keys first, then files, the share last, so that what a crash leaves undone is found
 * again. Every step may be repeated, by any node.
 */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final byte[] OVER = {1};
    private static final byte[] ALIVE = {};

    private final Facts facts;
    private final Journal journal;
    private final RedisDue due;
    private final Graves graves;
    private final Moves moves;
    private final Checkpoints checkpoints;
    private final Rooms rooms;
    private final CatalogSettings settings;
    private final Consumer<ShareId> ended;

    Sweeper(
            Facts facts,
            Journal journal,
            RedisDue due,
            Graves graves,
            Moves moves,
            Checkpoints checkpoints,
            Rooms rooms,
            CatalogSettings settings,
            Consumer<ShareId> ended) {
        this.facts = facts;
        this.journal = journal;
        this.due = due;
        this.graves = graves;
        this.moves = moves;
        this.checkpoints = checkpoints;
        this.rooms = rooms;
        this.settings = settings;
        this.ended = ended;
    }

    Future<Catalog.Swept> sweep(int limit) {
        return facts.read(List.of()).compose(read -> due.before(Entities.DUE, read.now(), limit)
                .compose(over -> each(over, this::end).compose(ended -> due.before(Entities.GRAVES, read.now(), limit)
                        .compose(graves -> each(graves, this::forget))
                        .compose(forgotten -> journal.repairOwed(limit))
                        .map(repaired -> new Catalog.Swept(
                                ended, repaired, (over.size() == limit && ended > 0) || repaired == limit)))));
    }

    /** Takes the step for each; one that fails waits for the next sweep and holds up nobody. @return how many it changed */
    private static Future<Integer> each(List<String> names, Function<EntityKey, Future<Boolean>> step) {
        Future<Integer> done = Future.succeededFuture(0);
        for (String name : names) {
            done = done.compose(count -> step.apply(EntityKey.parse(name))
                    .otherwise(failure -> {
                        LOG.atWarn()
                                .addKeyValue(LogKeys.REASON, failure.getMessage())
                                .log("an entity could not be swept; it is tried again");
                        return false;
                    })
                    .map(changed -> changed ? count + 1 : count));
        }
        return done;
    }

    private Future<Boolean> end(EntityKey key) {
        return switch (key.kind()) {
            case Entities.FILE -> endOrphan(key);
            case Entities.ROOM -> rooms.look(new FileId(key.id())).map(true);
            case Entities.CHECKPOINT -> checkpoints.look(key);
            case Entities.MOVE -> moves.tidy(new FileId(key.id())).map(true);
            default -> endShare(key);
        };
    }

    private Future<Boolean> endShare(EntityKey key) {
        ShareId id = new ShareId(key.id());
        return facts.read(key).compose(read -> {
            if (read.stateOrNull(key) == null) {
                return Future.succeededFuture(false);
            }
            Share share = read.share(id);
            return ended(key, share).compose(over -> {
                if (!over) {
                    return Future.succeededFuture(false);
                }
                String keyId = share.offer().keyId();
                Future<Void> keysGone = keyId == null ? Future.succeededFuture() : destroy(keyId);
                for (String more : share.offer().terms().moreKeys()) {
                    keysGone = keysGone.compose(gone -> destroy(more));
                }
                return keysGone.compose(gone -> leaveAll(id, share.offer().files()))
                        .compose(left -> graves.gone(key, List.of(new Projection.Remove(Entities.visits(id)))))
                        .onSuccess(gone -> ended.accept(id))
                        .map(true);
            });
        });
    }

    /**
     * Journals that a share is over before anything of it is destroyed: a completion that came first in the log keeps it
     * alive, one that comes later finds it gone.
     */
    private Future<Boolean> ended(EntityKey key, Share seen) {
        return facts.change(key, "end-" + key.id() + "-" + seen.endsAt(), (entity, now) -> {
                    if (entity.state() == null
                            || !StateCodec.share(entity.state()).over(now)) {
                        return Decision.answer(ALIVE);
                    }
                    Share before = StateCodec.share(entity.state());
                    Share after = before.ended();
                    return after == before
                            ? Decision.answer(OVER)
                            : Decision.append(StateCodec.write(after), false, Creation.due(key, after), OVER);
                })
                .map(answer -> answer.length == OVER.length);
    }

    /** Ends a file that no share has: of a creation that was cut short, or that lost against another one. */
    private Future<Boolean> endOrphan(EntityKey key) {
        FileId id = new FileId(key.id());
        return facts.read(key).compose(read -> {
            if (read.stateOrNull(key) == null) {
                return Future.succeededFuture(false);
            }
            StoredFile file = read.file(id);
            List<ShareId> shares = file.body().shares();
            return facts.read(shares.stream().map(Entities::share).toList()).compose(owners -> {
                if (givenUp(file, owners.now())) {
                    return giveUp(id, shares, owners);
                }
                List<ShareId> without = shares.stream()
                        .filter(share -> owners.stateOrNull(Entities.share(share)) == null
                                || !owners.share(share).offer().files().contains(id))
                        .toList();
                Future<Void> done = Future.succeededFuture();
                for (ShareId share : without) {
                    done = done.compose(before -> leave(share, id));
                }
                return done.map(!without.isEmpty());
            });
        });
    }

    private boolean givenUp(StoredFile file, long now) {
        return file instanceof StoredFile.Receiving && now >= file.body().createdAt() + settings.maxUploadMillis();
    }

    /** A file that was added to a share and never came: the share goes on without it, unless it has nothing else. */
    private Future<Boolean> giveUp(FileId id, List<ShareId> shares, Facts.Read owners) {
        Future<Void> done = Future.succeededFuture();
        boolean some = false;
        for (ShareId share : shares) {
            boolean there = owners.stateOrNull(Entities.share(share)) != null;
            List<FileId> files = there ? owners.share(share).offer().files() : List.of();
            if (!files.contains(id) || owners.share(share) instanceof Share.Offered && files.size() > 1) {
                some = true;
                done = done.compose(before -> files.contains(id) ? without(share, id) : Future.succeededFuture())
                        .compose(before -> leave(share, id));
            }
        }
        return done.map(some);
    }

    private Future<Void> without(ShareId id, FileId file) {
        EntityKey key = Entities.share(id);
        return facts.change(key, "without-" + file, (entity, now) -> {
                    Share before = entity.state() == null ? null : StateCodec.share(entity.state());
                    if (!(before instanceof Share.Offered)
                            || !before.offer().files().contains(file)
                            || before.offer().files().size() == 1) {
                        return Decision.answer(new byte[0]);
                    }
                    Share after = before.with(before.offer().without(file));
                    return Decision.append(StateCodec.write(after), false, Creation.due(key, after), new byte[0]);
                })
                .mapEmpty();
    }

    private Future<Void> leaveAll(ShareId id, List<FileId> files) {
        Future<Void> done = Future.succeededFuture();
        for (FileId file : files) {
            done = done.compose(before -> leave(id, file));
        }
        return done;
    }

    /** Takes a share off a file's list; the last one takes the file with it. */
    private Future<Void> leave(ShareId share, FileId fileId) {
        EntityKey key = Entities.file(fileId);
        return facts.read(key).compose(read -> {
            if (read.stateOrNull(key) == null) {
                return Future.succeededFuture();
            }
            StoredFile file = read.file(fileId);
            if (!file.body().shares().contains(share)) {
                return Future.succeededFuture();
            }
            boolean last = file.without(share).isEmpty();
            Future<Void> keyGone =
                    last && file.body().keyId() != null ? destroy(file.body().keyId()) : Future.succeededFuture();
            return keyGone.compose(gone -> last ? segmentsGone(file) : Future.succeededFuture())
                    .compose(gone -> last ? graves.gone(Entities.room(fileId)) : Future.succeededFuture())
                    .compose(gone -> facts.change(key, "leave-" + share + "-" + fileId, (entity, now) -> {
                        if (entity.state() == null) {
                            return Decision.answer(new byte[0]);
                        }
                        StoredFile before = StateCodec.file(entity.state());
                        List<ShareId> others = before.without(share);
                        if (!others.isEmpty()) {
                            return Decision.append(
                                    StateCodec.write(before.in(others)), false, Creation.living(before), new byte[0]);
                        }
                        return Decision.append(null, true, buried(before, key, now), new byte[0]);
                    }))
                    .mapEmpty();
        });
    }

    private List<Projection> buried(StoredFile file, EntityKey key, long now) {
        List<Projection> projections = new ArrayList<>(graves.marks(key, now));
        projections.add(new Projection.Remove(Entities.upload(file.body().id())));
        return projections;
    }

    /** The index of a file, and the one of a move that has just come in between. */
    private Future<Void> segmentsGone(StoredFile file) {
        StoredFile.Body body = file.body();
        int generation = file instanceof StoredFile.Complete complete ? complete.generation() : 0;
        return graves.segments(body.id(), generation, body.chunks())
                .compose(gone -> graves.segments(body.id(), generation + 1, body.chunks()));
    }

    /** Destroys a key: its record is replaced by nothing. */
    private Future<Void> destroy(String keyId) {
        EntityKey key = Entities.key(keyId);
        return facts.change(
                        key,
                        "destroy-" + keyId,
                        (entity, now) -> entity.state() == null
                                ? Decision.answer(new byte[0])
                                : Decision.append(null, true, List.of(), new byte[0]))
                .mapEmpty();
    }

    private Future<Boolean> forget(EntityKey key) {
        return journal.forget(key);
    }

    /** Says in the journal that a bucket is over: what is decided from then on can't be for it. */
    Future<Space.Closed> close(BucketId bucket) {
        EntityKey key = Entities.closing(bucket);
        return emptied(List.of(bucket))
                .compose(emptied -> emptied.isEmpty()
                        ? Future.failedFuture(new Problem(ProblemCode.CONFLICT, "this bucket is still needed"))
                        : facts.change(
                                key,
                                graves.freshId(),
                                (entity, now) -> entity.version() >= 0
                                        ? Decision.answer(OVER)
                                        : Decision.append(null, true, graves.marks(key, now), OVER)))
                .map(closed -> new Space.Closed(bucket));
    }

    /** Which of some buckets are past their end and hold no live file. */
    Future<List<BucketId>> emptied(List<BucketId> buckets) {
        return facts.read(List.of()).compose(read -> {
            List<BucketId> past = buckets.stream()
                    .filter(bucket -> settings.plan().isPast(bucket, read.now()))
                    .toList();
            return due.sizes(past.stream().map(Entities::bucket).toList()).map(sizes -> IntStream.range(0, past.size())
                    .filter(i -> sizes.get(i) == 0)
                    .mapToObj(past::get)
                    .toList());
        });
    }
}
