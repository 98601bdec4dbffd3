package io.slipway.catalog;

import io.slipway.bus.Bus;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.seal.Randomness;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index of uploads under way, which is read from the log again wherever Redis has lost it. */
final class UploadIndex {
    /** How often an index is read from the log before the caller is asked to come again. */
    private static final int SCANS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(UploadIndex.class);

    private final Bus bus;
    private final RedisUploads redis;
    private final Checkpoints checkpoints;
    private final Randomness randomness;
    private final Map<FileId, Future<Void>> scans = new HashMap<>();

    UploadIndex(Bus bus, RedisUploads redis, Checkpoints checkpoints, Randomness randomness) {
        this.bus = bus;
        this.redis = redis;
        this.checkpoints = checkpoints;
        this.randomness = randomness;
    }

    /** The file as it is now, if its index isn't there; fails if it isn't to be uploaded any more. */
    interface Still extends Function<StoredFile.Receiving, Future<StoredFile.Receiving>> {}

    /**
     * Looks again if a file was completed in the midst of looking: where its chunks lie stands elsewhere from then on, and to whoever
     * reads that makes no difference.
     */
    static <T> Future<T> evenIfCompleted(Supplier<Future<T>> look) {
        return look.get().recover(failure -> {
            boolean completed = failure instanceof Problem problem && problem.code() == ProblemCode.ALREADY_COMPLETE;
            return completed ? look.get() : Future.failedFuture(failure);
        });
    }

    Future<Catalog.ChunkIndexed> stored(StoredFile.Receiving file, long index, UploadEntry entry, Still still) {
        StoredFile.Body body = file.body();
        Checkpoint.Logged piece = new Checkpoint.Logged(index, entry, false);
        return noted(file, piece, noted -> redis.stored(body.id(), index, body.chunks(), entry, noted), still)
                .map(RedisUploads.Stored::indexed);
    }

    /** Indexes a piece, once a checkpoint has it if it comes too late for a scan. */
    private Future<RedisUploads.Stored> noted(
            StoredFile.Receiving file,
            Checkpoint.Logged piece,
            Function<Boolean, Future<RedisUploads.Stored>> index,
            Still still) {
        Supplier<Future<RedisUploads.Stored>> work = () -> index.apply(false)
                .compose(stored -> stored.late()
                        ? checkpoints.with(file, List.of(piece)).compose(made -> index.apply(true))
                        : Future.succeededFuture(stored));
        return whole(file, work, still, SCANS).onSuccess(stored -> checkpoints.due(file, stored.fresh()));
    }

    /** The entries of chunks first … last, at most {@link Entities#SEGMENT} of them; empty where one is missing. */
    Future<List<Optional<UploadEntry>>> entries(StoredFile.Receiving file, long first, long last, Still still) {
        return whole(file, () -> redis.read(file.body().id(), first, last), still, SCANS);
    }

    /** A chunk or a tail of an upload that somebody holds. {@code FENCED}. */
    Future<Void> piece(
            StoredFile.Receiving file, long index, boolean tail, UploadEntry entry, long leaseMillis, Still still) {
        Checkpoint.Logged piece = new Checkpoint.Logged(index, entry, tail);
        return noted(file, piece, noted -> redis.piece(file.body().id(), piece, leaseMillis, noted), still)
                .mapEmpty();
    }

    /** Somebody holds an upload from now on. {@code FENCED}. */
    Future<Void> hold(StoredFile.Receiving file, long leaseMillis, Still still) {
        return whole(file, () -> redis.hold(file.body().id(), file.fence(), leaseMillis), still, SCANS);
    }

    Future<Front> front(StoredFile.Receiving file, Still still) {
        return whole(file, () -> redis.front(file.body().id()), still, SCANS);
    }

    /** Chunks stored by now. */
    Future<Long> count(StoredFile.Receiving file) {
        return redis.counts(List.of(file.body().id())).map(counts -> Math.max(0, counts.get(0)));
    }

    private <T> Future<T> whole(StoredFile.Receiving file, Supplier<Future<T>> work, Still still, int tries) {
        return work.get().recover(failure -> {
            if (!(failure instanceof RedisUploads.NotWhole)) {
                return Future.failedFuture(failure);
            }
            if (tries == 0) {
                return Future.failedFuture(new Problem(
                        ProblemCode.UNAVAILABLE, "the index of this upload is being read again; try again"));
            }
            return still.apply(file).compose(this::scan).compose(done -> whole(file, work, still, tries - 1));
        });
    }

    /** One scan per file at a time on this node; those who need it wait for the one under way. */
    private Future<Void> scan(StoredFile.Receiving file) {
        StoredFile.Body body = file.body();
        Future<Void> running = scans.get(body.id());
        if (running != null) {
            return running;
        }
        Future<Void> scan = scan(file, SCANS).onComplete(done -> scans.remove(body.id()));
        if (!scan.isComplete()) {
            scans.put(body.id(), scan);
        }
        return scan;
    }

    /** First what checkpoints have, then the log behind them. */
    private Future<Void> scan(StoredFile.Receiving file, int tries) {
        FileId id = file.body().id();
        Reading reading = new Reading(file, HexFormat.of().formatHex(randomness.bytes(16)));
        return checkpoints
                .each(id, checkpoint -> write(reading, checkpoint))
                .compose(count -> {
                    reading.kept = count;
                    LOG.atInfo()
                            .addKeyValue(LogKeys.FILE_ID, id)
                            .addKeyValue(LogKeys.OFFSET, reading.through)
                            .addKeyValue(LogKeys.COUNT, count)
                            .log("the index of an upload is read again: its checkpoints, then the log behind them");
                    return reading.begun ? Future.succeededFuture() : write(reading, new Checkpoint(0, List.of()));
                })
                .compose(begun ->
                        reading.state == RedisUploads.Refill.DONE ? slices(reading) : Future.succeededFuture(true))
                .compose(done -> {
                    if (done) {
                        return Future.succeededFuture();
                    }
                    return tries > 0
                            ? scan(file, tries - 1)
                            : Future.failedFuture(new Problem(
                                    ProblemCode.UNAVAILABLE,
                                    "the index of this upload is being read again; try again"));
                });
    }

    /** An index on its way from checkpoints and log into Redis. */
    private static final class Reading {
        private final StoredFile.Receiving file;
        private final String token;
        private boolean begun;
        private RedisUploads.Refill state = RedisUploads.Refill.DONE;
        private long kept;
        private long through;

        private Reading(StoredFile.Receiving file, String token) {
            this.file = file;
            this.token = token;
            this.through = file.fromOffset();
        }
    }

    /** Writes what a checkpoint has, unless somebody else does that by now. */
    private Future<Void> write(Reading reading, Checkpoint checkpoint) {
        if (reading.state != RedisUploads.Refill.DONE) {
            return Future.succeededFuture();
        }
        reading.through = Math.max(reading.through, checkpoint.through());
        var slice = new RedisUploads.Slice(checkpoint.pieces(), !reading.begun, false, 0, 0);
        reading.begun = true;
        return redis.refill(reading.file.body().id(), reading.token, reading.file.fence(), slice)
                .map(state -> {
                    reading.state = state;
                    return null;
                });
    }

    /**
     * Reads the log slice by slice, so that an upload may be of any size. What it finds stands in checkpoints before it counts.
     *
     * @return false if somebody else made a checkpoint meanwhile: then it is to be read again
     */
    private Future<Boolean> slices(Reading reading) {
        StoredFile.Body body = reading.file.body();
        return bus.request(Chunks.SCAN, new Chunks.Scan(body.bucket(), body.partition(), reading.through, body.id()))
                .compose(scanned -> {
                    List<Checkpoint.Logged> found = scanned.found().stream()
                            .filter(one -> body.chunks() == 0 || one.index() < body.chunks())
                            .map(UploadIndex::logged)
                            .toList();
                    return checkpointed(reading, found, 0, scanned.through()).compose(mine -> {
                        if (!mine) {
                            return Future.succeededFuture(false);
                        }
                        var slice =
                                new RedisUploads.Slice(found, false, scanned.whole(), reading.kept, reading.through);
                        return redis.refill(body.id(), reading.token, reading.file.fence(), slice)
                                .compose(state -> scanned.whole() || state != RedisUploads.Refill.DONE
                                        ? Future.succeededFuture(true)
                                        : slices(reading));
                    });
                });
    }

    /** Journals what a slice found; only the last checkpoint of it lets a scan begin behind it. */
    private Future<Boolean> checkpointed(Reading reading, List<Checkpoint.Logged> found, int from, long end) {
        int to = Math.min(found.size(), from + Checkpoints.MAX_PIECES);
        long through = to == found.size() ? end : reading.through;
        return checkpoints
                .journalled(reading.file, reading.kept, new Checkpoint(through, found.subList(from, to)))
                .compose(mine -> {
                    if (!mine) {
                        return Future.succeededFuture(false);
                    }
                    reading.kept++;
                    reading.through = through;
                    return to == found.size() ? Future.succeededFuture(true) : checkpointed(reading, found, to, end);
                });
    }

    private static Checkpoint.Logged logged(Chunks.Found found) {
        byte[] note = found.note() == null ? new byte[0] : found.note();
        UploadEntry entry = new UploadEntry(found.location(), found.digest(), found.fence(), note);
        return new Checkpoint.Logged(found.index(), entry, found.kind() == Chunks.Kind.TAIL);
    }
}
