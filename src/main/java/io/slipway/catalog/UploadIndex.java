package io.slipway.catalog;

import io.slipway.bus.Bus;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.seal.Randomness;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The index of uploads under way, which is read from the log again wherever Redis has lost it. */
final class UploadIndex {
    /** How often an index is read from the log before the caller is asked to come again. */
    private static final int SCANS = 3;

    private final Bus bus;
    private final RedisUploads redis;
    private final Randomness randomness;
    private final Map<FileId, Future<Void>> scans = new HashMap<>();

    UploadIndex(Bus bus, RedisUploads redis, Randomness randomness) {
        this.bus = bus;
        this.redis = redis;
        this.randomness = randomness;
    }

    /** The file as it is now, if its index isn't there; fails if it isn't to be uploaded any more. */
    interface Still extends Function<StoredFile.Receiving, Future<StoredFile.Receiving>> {}

    Future<Catalog.ChunkIndexed> stored(StoredFile.Receiving file, long index, UploadEntry entry, Still still) {
        StoredFile.Body body = file.body();
        return whole(file, () -> redis.stored(body.id(), index, body.chunks(), entry), still, SCANS);
    }

    /** The entries of chunks first … last, at most {@link Entities#SEGMENT} of them; empty where one is missing. */
    Future<List<Optional<UploadEntry>>> entries(StoredFile.Receiving file, long first, long last, Still still) {
        return whole(file, () -> redis.read(file.body().id(), first, last), still, SCANS);
    }

    /** A chunk or a tail of an upload that somebody holds. {@code FENCED}. */
    Future<Void> piece(
            StoredFile.Receiving file, long index, boolean tail, UploadEntry entry, long leaseMillis, Still still) {
        return whole(file, () -> redis.piece(file.body().id(), index, tail, entry, leaseMillis), still, SCANS);
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
        String token = HexFormat.of().formatHex(randomness.bytes(16));
        Future<Void> scan = slices(file, token, file.fromOffset(), null).onComplete(done -> scans.remove(body.id()));
        if (!scan.isComplete()) {
            scans.put(body.id(), scan);
        }
        return scan;
    }

    /**
     * Reads the log slice by slice, so that an upload may be of any size.
     *
     * @param from where the next slice begins
     * @param tail the one that counts so far; null if there is none
     */
    private Future<Void> slices(StoredFile.Receiving file, String token, long from, Chunks.Found tail) {
        StoredFile.Body body = file.body();
        return bus.request(Chunks.SCAN, new Chunks.Scan(body.bucket(), body.partition(), from, body.id()))
                .compose(scanned -> {
                    List<Chunks.Found> found = scanned.found().stream()
                            .filter(one -> body.chunks() == 0 || one.index() < body.chunks())
                            .toList();
                    Chunks.Found newest = newest(found, tail);
                    List<RedisUploads.Logged> logged = new ArrayList<>(found.stream()
                            .filter(one -> one.kind() != Chunks.Kind.TAIL)
                            .map(UploadIndex::logged)
                            .toList());
                    if (scanned.whole() && newest != null) {
                        logged.add(logged(newest));
                    }
                    var slice = new RedisUploads.Slice(logged, from == file.fromOffset(), scanned.whole());
                    return redis.refill(body.id(), token, file.fence(), slice)
                            .compose(state -> scanned.whole() || state != RedisUploads.Refill.DONE
                                    ? Future.<Void>succeededFuture()
                                    : slices(file, token, scanned.through(), newest));
                });
    }

    /** Of tails the one with the higher fence counts, then the newest. */
    private static Chunks.Found newest(List<Chunks.Found> found, Chunks.Found before) {
        return found.stream()
                .filter(one -> one.kind() == Chunks.Kind.TAIL)
                .filter(one -> before == null || Integer.compareUnsigned(one.fence(), before.fence()) >= 0)
                .findAny()
                .orElse(before);
    }

    private static RedisUploads.Logged logged(Chunks.Found found) {
        byte[] note = found.note() == null ? new byte[0] : found.note();
        UploadEntry entry = new UploadEntry(found.location(), found.digest(), found.fence(), note);
        return new RedisUploads.Logged(found.index(), entry, found.kind() == Chunks.Kind.TAIL);
    }
}
