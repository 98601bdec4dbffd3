package io.slipway.catalog;

import io.slipway.journal.EntityKey;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Space;
import io.slipway.seal.Sizes;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Uploads under way: where chunks go, which are there, and the end of it. */
final class Uploads {
    /** Entries looked at in one go when the missing ones are counted. */
    private static final int MISSING_PAGE = Entities.SEGMENT;
    /** Places of a growing file that are told at once: most are fetched for nothing where it grows. */
    private static final int GROWING_PLACES = 64;
    /** Uploads whose facts are remembered, which don't change while chunks arrive. */
    private static final int REMEMBERED = 1024;

    private final Facts facts;
    private final UploadIndex index;
    private final Shares shares;
    private final Completion completion;
    private final ArrivalNews news;
    private final Map<FileId, StoredFile.Receiving> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FileId, StoredFile.Receiving> eldest) {
            return size() > REMEMBERED;
        }
    };

    Uploads(Facts facts, UploadIndex index, Checkpoints checkpoints, Shares shares, ArrivalNews news) {
        this.facts = facts;
        this.index = index;
        this.shares = shares;
        this.completion = new Completion(facts, shares, this, checkpoints);
        this.news = news;
    }

    Future<Catalog.UploadTarget> target(Catalog.FindUpload question) {
        return sealed(receivingOr(question.id(), question.proof())).compose(file -> {
            StoredFile.Body body = file.body();
            if (question.index() < -1 || question.index() >= body.chunks()) {
                return Future.failedFuture(outOfRange(body));
            }
            int length = question.index() < 0 ? 0 : Sizes.sealedLength(question.index(), body.size());
            if (file instanceof StoredFile.Complete) {
                return Future.succeededFuture(new Catalog.UploadTarget(
                        body.bucket(), body.partition(), body.chunks(), length, 0, FileState.COMPLETE, null));
            }
            StoredFile.Receiving receiving = (StoredFile.Receiving) file;
            return known(receiving, question.index())
                    .map(digest -> new Catalog.UploadTarget(
                            body.bucket(),
                            body.partition(),
                            body.chunks(),
                            length,
                            receiving.fence(),
                            FileState.RECEIVING,
                            digest));
        });
    }

    /** The digest of a chunk that is stored already, so that nobody fills the disk by storing it again; else null. */
    private Future<Digest> known(StoredFile.Receiving file, long index) {
        return index < 0
                ? Future.succeededFuture()
                : entries(file, index, index)
                        .map(entry -> entry.get(0).map(UploadEntry::digest).orElse(null));
    }

    Future<Catalog.ChunkIndexed> stored(Catalog.ChunkStored chunk) {
        return sealed(receivingOr(chunk.id(), chunk.proof())).compose(file -> {
            if (!(file instanceof StoredFile.Receiving receiving)) {
                return Future.failedFuture(StoredFile.complete());
            }
            StoredFile.Body body = receiving.body();
            if (chunk.index() < 0 || chunk.index() >= body.chunks()) {
                return Future.failedFuture(outOfRange(body));
            }
            UploadEntry entry = new UploadEntry(chunk.location(), chunk.digest(), chunk.fence());
            return index.stored(receiving, chunk.index(), entry, this::still).onSuccess(indexed -> {
                if (indexed.outcome() == Catalog.ChunkOutcome.STORED) {
                    news.stored(body.shares());
                }
            });
        });
    }

    /** Where chunks of a file lie that is still arriving, from one on and as far as there is no gap; maybe none. */
    Future<Catalog.Locations> places(StoredFile.Receiving file, long from, int count) {
        long chunks = file.body().chunks();
        if (from < 0 || count < 1 || from >= chunks) {
            return Future.succeededFuture(new Catalog.Locations(from, List.of(), chunks, true));
        }
        return reach(file).compose(reach -> {
            long last = Math.min(reach, from + Math.min(count, GROWING_PLACES)) - 1;
            if (last < from) {
                return Future.succeededFuture(new Catalog.Locations(from, List.of(), chunks, true));
            }
            return entries(file, from, last).map(page -> {
                List<ChunkLocation> there = page.stream()
                        .takeWhile(Optional::isPresent)
                        .map(entry -> entry.orElseThrow().location())
                        .toList();
                return new Catalog.Locations(from, there, chunks, true);
            });
        });
    }

    /**
     * Below which number chunks that are there count: of a file that comes in pieces, those without a gap; what lies behind
     * may have been written by somebody who didn't hold it any more.
     */
    private Future<Long> reach(StoredFile.Receiving file) {
        return inPieces(file)
                ? index.front(file, this::still).map(Front::chunks)
                : Future.succeededFuture(file.body().chunks());
    }

    private static boolean inPieces(StoredFile file) {
        return file.body().keyId() != null;
    }

    /** A piece of a file has come. */
    void arrived(StoredFile.Receiving file) {
        news.stored(file.body().shares());
    }

    /** Chunks stored by now. */
    Future<Long> count(StoredFile.Receiving file) {
        return inPieces(file) ? reach(file) : index.count(file);
    }

    Future<Space.Progress> progress(Space.FindProgress question) {
        return UploadIndex.evenIfCompleted(() -> progressNow(question));
    }

    private Future<Space.Progress> progressNow(Space.FindProgress question) {
        return facts.read(Entities.share(question.shareId()), Entities.file(question.fileId()))
                .compose(read -> {
                    StoredFile file = Shares.readable(read, question.shareId(), question.fileId(), question.proof());
                    long chunks = file.body().chunks();
                    if (file.body().isLive()) {
                        return Future.failedFuture(StoredFile.notKept());
                    }
                    if (!(file instanceof StoredFile.Receiving receiving)) {
                        return Future.succeededFuture(
                                new Space.Progress(FileState.COMPLETE, chunks, chunks, List.of()));
                    }
                    if (chunks == 0) {
                        return Future.failedFuture(StoredFile.arriving());
                    }
                    Future<Catalog.Missing> missed =
                            inPieces(file) ? behind(receiving) : missing(receiving, question.limit());
                    return missed.map(missing ->
                            new Space.Progress(FileState.RECEIVING, chunks, missing.stored(), missing.ranges()));
                });
    }

    /** Of a file that comes in pieces everything is missing that lies behind a gap. */
    private Future<Catalog.Missing> behind(StoredFile.Receiving file) {
        long chunks = file.body().chunks();
        return reach(file)
                .map(reach -> new Catalog.Missing(
                        FileState.RECEIVING, chunks, reach, reach < chunks ? List.of(reach, chunks - 1) : List.of()));
    }

    Future<Catalog.Missing> missing(Catalog.FindMissing question) {
        return UploadIndex.evenIfCompleted(() -> missingNow(question));
    }

    private Future<Catalog.Missing> missingNow(Catalog.FindMissing question) {
        return sealed(file(question.id(), question.proof())).compose(file -> {
            StoredFile.Body body = file.body();
            if (!(file instanceof StoredFile.Receiving receiving)) {
                return Future.succeededFuture(
                        new Catalog.Missing(FileState.COMPLETE, body.chunks(), body.chunks(), List.of()));
            }
            return missing(receiving, question.limit());
        });
    }

    Future<Catalog.Missing> missing(StoredFile.Receiving file, int limit) {
        MissingRuns runs = new MissingRuns(limit);
        return missingFrom(file, 0, runs)
                .compose(done -> index.count(file))
                .map(count ->
                        new Catalog.Missing(FileState.RECEIVING, file.body().chunks(), count, runs.ranges()));
    }

    private Future<Void> missingFrom(StoredFile.Receiving file, long first, MissingRuns runs) {
        long chunks = file.body().chunks();
        if (first >= chunks) {
            return Future.succeededFuture();
        }
        long last = Math.min(chunks, first + MISSING_PAGE) - 1;
        return entries(file, first, last).compose(page -> {
            for (int i = 0; i < page.size(); i++) {
                if (page.get(i).isEmpty() && !runs.add(first + i)) {
                    return Future.succeededFuture();
                }
            }
            return missingFrom(file, last + 1, runs);
        });
    }

    Future<Catalog.FileView> complete(Catalog.CompleteFile wish) {
        return sealed(file(wish.id(), wish.proof()))
                .compose(file -> completion.finish(file, wish.changeId(), before -> before.completed(wish.seal())))
                .map(file -> Views.sealed(file, null, 0));
    }

    /** What ends uploads. */
    Completion completion() {
        return completion;
    }

    /** What the node seals itself isn't for those who send sealed chunks. */
    private static Future<StoredFile> sealed(Future<StoredFile> found) {
        return found.map(file -> {
            if (inPieces(file)) {
                throw Share.unknown();
            }
            return file;
        });
    }

    Future<List<Optional<UploadEntry>>> entries(StoredFile.Receiving file, long first, long last) {
        return index.entries(file, first, last, this::still);
    }

    /**
     * As {@link #file}, but an upload that is remembered may have ended meanwhile. Nothing goes wrong by that: its index is
     * gone from Redis then, and whoever meets that reads the file again.
     */
    Future<StoredFile> receivingOr(FileId id, Digest proof) {
        StoredFile.Receiving known = remembered.get(id);
        if (known == null || !Share.matches(proof, known.body().upload())) {
            return file(id, proof);
        }
        return Future.succeededFuture(known);
    }

    /** {@code NOT_FOUND} for a wrong proof, {@code GONE} when its share has ended. */
    Future<StoredFile> file(FileId id, Digest proof) {
        StoredFile.Receiving known = remembered.get(id);
        List<EntityKey> wanted = new ArrayList<>(List.of(Entities.file(id)));
        if (known != null) {
            known.body().shares().forEach(share -> wanted.add(Entities.share(share)));
        }
        return facts.read(wanted).compose(read -> {
            if (!read.exists(Entities.file(id))) {
                return Future.failedFuture(Share.unknown());
            }
            StoredFile file = read.file(id);
            file.uploadable(proof);
            return shares.alive(file, read).map(alive -> {
                if (file instanceof StoredFile.Receiving receiving) {
                    remembered.put(id, receiving);
                }
                return file;
            });
        });
    }

    /** A file whose index isn't there, as it is now; fails if it isn't to be uploaded any more. */
    Future<StoredFile.Receiving> still(StoredFile.Receiving file) {
        FileId id = file.body().id();
        remembered.remove(id);
        return file(id, file.body().upload())
                .compose(now -> now instanceof StoredFile.Receiving receiving
                        ? Future.succeededFuture(receiving)
                        : Future.failedFuture(StoredFile.complete()));
    }

    private static Problem outOfRange(StoredFile.Body body) {
        return new Problem(
                ProblemCode.CHUNK_OUT_OF_RANGE, "this file has " + body.chunks() + " chunks, counted from 0");
    }
}
