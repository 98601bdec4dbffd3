package io.slipway.catalog;

import io.slipway.journal.EntityKey;
import io.slipway.journal.Projection;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Randomness;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints of uploads under way in the journal, numbered from 0, so that whoever must read an index from the log again
 * begins at the last of them and not where the upload did.
 *
 * <pre>
 *  chunk stored ──▶ index, noted as new ──▶ {@value #EVERY} new ones: the next checkpoint is told, its end noted in Redis
 *                     ▲                        ──▶ journalled under its number: the first one counts ──▶ no longer new
 *                     └── late (before that end, stored afterwards): journalled in a checkpoint first
 * </pre>
 *
 * <p>So every piece that was acknowledged either lies behind the end of the last checkpoint or stands in one. A reading of the
 * log ends with a checkpoint of its own, under the next number: one that was on its way from before Redis was lost then
 * doesn't count any more.
 */
final class Checkpoints {
    /** Chunks between two checkpoints. */
    static final int EVERY = 256;
    /** The most chunks in one. */
    static final int MAX_PIECES = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    /** Checkpoints that are read at once. */
    private static final int PAGE = 8;
    /** The most times a number is found taken. */
    private static final int TRIES = 5;
    /** How long after the longest upload one that was left behind is taken away. */
    private static final long LEFT_MILLIS = 2 * 3_600_000L;

    private final Facts facts;
    private final RedisCheckpoints redis;
    private final Graves graves;
    private final Randomness randomness;
    private final CatalogSettings settings;
    private final Map<FileId, Future<Void>> running = new HashMap<>();

    Checkpoints(Facts facts, RedisCheckpoints redis, Graves graves, Randomness randomness, CatalogSettings settings) {
        this.facts = facts;
        this.redis = redis;
        this.graves = graves;
        this.randomness = randomness;
        this.settings = settings;
    }

    /** Makes one if there is enough that is new; nobody waits for it. @param fresh chunks that no checkpoint has */
    void due(StoredFile.Receiving file, int fresh) {
        if (fresh >= EVERY && !running.containsKey(file.body().id())) {
            with(file, List.of()).onFailure(failure -> LOG.atDebug()
                    .addKeyValue(LogKeys.FILE_ID, file.body().id())
                    .addKeyValue(LogKeys.REASON, failure.getMessage())
                    .log("a checkpoint could not be made; the next chunk tries again"));
        }
    }

    /** Makes one with what is new and with these, which came late. One at a time per file on this node. */
    Future<Void> with(StoredFile.Receiving file, List<Checkpoint.Logged> late) {
        FileId id = file.body().id();
        Future<Void> before = running.getOrDefault(id, Future.succeededFuture());
        Future<Void> made = before.transform(done -> make(file, late, TRIES));
        running.put(id, made);
        return made.onComplete(done -> running.remove(id, made));
    }

    private Future<Void> make(StoredFile.Receiving file, List<Checkpoint.Logged> late, int tries) {
        FileId id = file.body().id();
        return redis.next(id, MAX_PIECES).compose(next -> {
            List<Checkpoint.Logged> pieces = new ArrayList<>(next.checkpoint().pieces());
            pieces.addAll(late);
            Checkpoint checkpoint = new Checkpoint(next.checkpoint().through(), pieces);
            return journalled(file, next.number(), checkpoint).compose(mine -> {
                if (mine) {
                    return redis.made(id, next.number(), checkpoint);
                }
                if (tries == 0) {
                    return Future.failedFuture(busy());
                }
                return read(id, next.number())
                        .compose(other ->
                                other == null ? Future.failedFuture(busy()) : redis.made(id, next.number(), other))
                        .compose(known -> make(file, late, tries - 1));
            });
        });
    }

    /** Whether it is the first of its number. */
    Future<Boolean> journalled(StoredFile.Receiving file, long number, Checkpoint checkpoint) {
        var key = Entities.checkpoint(file.body().id(), number);
        long left = file.body().createdAt() + settings.maxUploadMillis() + LEFT_MILLIS;
        String changeId = "checkpoint-" + HexFormat.of().formatHex(randomness.bytes(16));
        return facts.create(List.of(Creation.of(
                        key,
                        changeId,
                        checkpoint.pack(),
                        List.of(new Projection.Score(Entities.DUE, key.toString(), left)))))
                .map(true)
                .recover(failure -> failure instanceof Problem problem && problem.code() == ProblemCode.CONFLICT
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(failure));
    }

    private Future<Checkpoint> read(FileId id, long number) {
        var key = Entities.checkpoint(id, number);
        return facts.read(key)
                .map(read -> read.stateOrNull(key) == null ? null : Checkpoint.unpack(read.stateOrNull(key)));
    }

    /** Hands in all checkpoints of an upload, in order, one after the other. @return how many there are */
    Future<Long> each(FileId id, Function<Checkpoint, Future<Void>> taker) {
        return each(id, 0, taker);
    }

    private Future<Long> each(FileId id, long from, Function<Checkpoint, Future<Void>> taker) {
        var keys = LongStream.range(from, from + PAGE)
                .mapToObj(number -> Entities.checkpoint(id, number))
                .toList();
        return facts.read(keys).compose(read -> {
            Future<Void> taken = Future.succeededFuture();
            for (int i = 0; i < keys.size(); i++) {
                byte[] state = read.stateOrNull(keys.get(i));
                if (state == null) {
                    return taken.map(from + i);
                }
                taken = taken.compose(before -> taker.apply(Checkpoint.unpack(state)));
            }
            return taken.compose(done -> each(id, from + PAGE, taker));
        });
    }

    /** Takes away those of an upload that has ended. What is left of them the sweep finds. */
    Future<Void> end(FileId id) {
        return each(id, one -> Future.succeededFuture()).compose(count -> {
            Future<Void> done = Future.succeededFuture();
            // The last first: as long as one is left, those before it are found.
            for (long number = count - 1; number >= 0; number--) {
                var key = Entities.checkpoint(id, number);
                done = done.compose(before -> graves.gone(key));
            }
            return done;
        });
    }

    /** Ends what is left of an upload's checkpoints, unless it is still under way. */
    Future<Boolean> look(EntityKey key) {
        FileId id = new FileId(key.id().substring(0, key.id().indexOf('.')));
        return facts.read(Entities.file(id)).compose(read -> {
            boolean underWay = read.stateOrNull(Entities.file(id)) != null
                    && read.file(id) instanceof StoredFile.Receiving file
                    && read.now() < file.body().createdAt() + settings.maxUploadMillis();
            return underWay
                    ? Future.succeededFuture(false)
                    : end(id).compose(ended -> graves.gone(key)).map(true);
        });
    }

    private static Problem busy() {
        return new Problem(ProblemCode.UNAVAILABLE, "the index of this upload is being written; try again");
    }
}
