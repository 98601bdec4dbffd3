package io.slipway.catalog;

import io.slipway.bus.Bus;
import io.slipway.journal.Change;
import io.slipway.journal.Decision;
import io.slipway.journal.EntityKey;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.OpenUploads;
import io.slipway.seal.FileKey;
import io.slipway.seal.Randomness;
import io.vertx.core.Future;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/**
 * Open files that arrive piece by piece. Who may write is decided by the journal, by the fence in the file's state; Redis
 * shows it beside the index, so that an older writer is refused there without another look.
 */
final class OpenArrivals {
    /** How long a holder that doesn't move counts as one. Newcomers wait for it, but never longer than they are patient. */
    private static final long LEASE = 300_000;

    private static final long LOOK_EVERY = 50;
    private static final int LOOKS = (int) (OpenUploads.PATIENCE.toMillis() / LOOK_EVERY);
    /** A holder that didn't hear it is told again. */
    private static final int TELL_EVERY = 10;

    private final Bus bus;
    private final Facts facts;
    private final NodeKeys keys;
    private final UploadIndex index;
    private final RedisUploads redis;
    private final Uploads uploads;
    private final Shares shares;
    private final Randomness randomness;
    private final CatalogSettings settings;
    private final LongFunction<Future<Void>> pause;

    /** @param pause a future that is done after so many ms */
    OpenArrivals(
            Bus bus,
            Facts facts,
            NodeKeys keys,
            UploadIndex index,
            RedisUploads redis,
            Uploads uploads,
            Shares shares,
            Randomness randomness,
            CatalogSettings settings,
            LongFunction<Future<Void>> pause) {
        this.bus = bus;
        this.facts = facts;
        this.keys = keys;
        this.index = index;
        this.redis = redis;
        this.uploads = uploads;
        this.shares = shares;
        this.randomness = randomness;
        this.settings = settings;
        this.pause = pause;
    }

    Future<OpenUploads.Upload> create(OpenUploads.Create wish) {
        Drafts.size(wish.size(), settings);
        long lifetime = wish.partial() ? settings.maxUploadMillis() : wish.lifetimeMillis();
        OpenUploads.OpenUpload license = wish.upload();
        FileKey key = FileKey.of(license.fileKey());
        return Future.all(
                        keys.wrap(key, wish.header()),
                        bus.request(Chunks.END, new Chunks.FindEnd(license.bucket(), license.partition())))
                .compose(found -> facts.read(List.of()).compose(read -> {
                    byte[] wrapped = found.resultAt(0);
                    Chunks.End end = found.resultAt(1);
                    StoredFile.Receiving file = file(wish, end.offset(), read.now());
                    EntityKey share = Entities.share(license.shareId());
                    Share.Arriving offered = new Share.Arriving(
                            OpenShares.offer(
                                    wish.changeId(), read.now(), lifetime, wish.owner(), List.of(license.fileId())),
                            read.now() + settings.maxUploadMillis());
                    List<Change> changes = List.of(
                            Creation.of(
                                    Entities.key(file.body().keyId()), wish.changeId() + ".key", wrapped, List.of()),
                            Creation.of(
                                    Entities.file(license.fileId()),
                                    wish.changeId() + ".file",
                                    file,
                                    Creation.arriving(file, settings)),
                            Creation.of(share, wish.changeId(), offered, Creation.due(share, offered)));
                    return facts.create(changes)
                            .compose(created -> redis.begin(license.fileId()))
                            .compose(begun -> index.hold(file, LEASE, uploads::still))
                            .map(held -> upload(file, key, file.fence(), new Front(0, null, true)));
                }));
    }

    private StoredFile.Receiving file(OpenUploads.Create wish, long fromOffset, long now) {
        OpenUploads.OpenUpload license = wish.upload();
        StoredFile.Body body = new StoredFile.Body(
                license.fileId(),
                wish.header(),
                wish.commit(),
                wish.meta(),
                NodeKeys.idFor(license.fileId()),
                wish.proof(),
                OpenUploads.UNKNOWN,
                0,
                license.bucket(),
                license.partition(),
                now,
                List.of(license.shareId()),
                wish.sheet(),
                1);
        StoredFile.Receiving file = new StoredFile.Receiving(body, fromOffset, 0).taken();
        return wish.size() < 0 ? file : file.sized(wish.size());
    }

    Future<OpenUploads.Upload> hold(OpenUploads.Hold wish) {
        return file(wish.id(), wish.proof()).compose(file -> {
            if (!(file instanceof StoredFile.Receiving receiving)) {
                return whole(file);
            }
            return free(receiving, LOOKS).compose(front -> {
                if (front.held() || wish.take()) {
                    return take(receiving, wish.take());
                }
                return keyOf(file).map(key -> upload(receiving, key, 0, front));
            });
        });
    }

    /** Asks whoever holds it to let go, and waits. Held all the same, in the end, by somebody who doesn't hear. */
    private Future<Front> free(StoredFile.Receiving file, int looks) {
        return index.front(file, uploads::still).compose(front -> {
            if (!front.held() || looks == 0) {
                return Future.succeededFuture(front);
            }
            if (looks % TELL_EVERY == 0) {
                bus.publish(
                        OpenUploads.WANTED, new OpenUploads.Wanted(file.body().id()));
            }
            return pause.apply(LOOK_EVERY).compose(over -> free(file, looks - 1));
        });
    }

    private Future<OpenUploads.Upload> take(StoredFile.Receiving before, boolean keep) {
        String changeId = "take-" + HexFormat.of().formatHex(randomness.bytes(16));
        return change(before.body().id(), changeId, StoredFile.Receiving::taken).compose(file -> {
            if (!(file instanceof StoredFile.Receiving taken)) {
                return whole(file);
            }
            return index.hold(taken, keep ? LEASE : 0, uploads::still)
                    .compose(held -> index.front(taken, uploads::still))
                    .compose(front -> keyOf(taken).map(key -> upload(taken, key, keep ? taken.fence() : 0, front)));
        });
    }

    Future<OpenUploads.Done> length(OpenUploads.SetLength wish) {
        Drafts.size(wish.size(), settings);
        return file(wish.id(), wish.proof())
                .compose(file -> change(wish.id(), wish.changeId(), before -> {
                    before.heldBy(wish.fence());
                    return before.sized(wish.size());
                }))
                .map(file -> new OpenUploads.Done(wish.id()));
    }

    Future<OpenUploads.Done> stored(OpenUploads.PieceStored news) {
        return uploads.receivingOr(news.id(), news.proof()).compose(file -> {
            if (!(file instanceof StoredFile.Receiving receiving)) {
                return Future.failedFuture(StoredFile.complete());
            }
            byte[] note = news.note() == null ? new byte[0] : news.note();
            UploadEntry entry = new UploadEntry(news.location(), news.digest(), news.fence(), note);
            return index.piece(receiving, news.index(), news.tail(), entry, LEASE, uploads::still)
                    .onSuccess(done -> uploads.arrived(receiving))
                    .map(done -> new OpenUploads.Done(news.id()));
        });
    }

    Future<OpenUploads.Notes> notes(OpenUploads.FindNotes question) {
        return uploads.receivingOr(question.id(), question.proof()).compose(file -> {
            if (!(file instanceof StoredFile.Receiving receiving)) {
                return Future.failedFuture(StoredFile.complete());
            }
            return uploads.entries(receiving, question.from(), question.from() + question.count() - 1)
                    .map(entries -> new OpenUploads.Notes(entries.stream()
                            .map(entry ->
                                    entry.orElseThrow(OpenArrivals::incomplete).note())
                            .toList()));
        });
    }

    Future<Catalog.ShareView> finish(OpenUploads.Finish wish) {
        return file(wish.id(), wish.proof())
                .compose(file -> {
                    if (!(file instanceof StoredFile.Receiving receiving)) {
                        return Future.succeededFuture(file);
                    }
                    receiving.heldBy(wish.fence());
                    return index.front(receiving, uploads::still).compose(front -> {
                        boolean whole = receiving.body().size() >= 0
                                && front.chunks() == receiving.body().chunks();
                        return whole ? end(receiving, wish) : Future.failedFuture(incomplete());
                    });
                })
                .compose(file -> shares.shown(file.body().shares().get(0)));
    }

    private Future<StoredFile> end(StoredFile.Receiving file, OpenUploads.Finish wish) {
        return uploads.completion().finish(file, wish.changeId(), before -> {
            if (!(before instanceof StoredFile.Receiving receiving)) {
                return before;
            }
            receiving.heldBy(wish.fence());
            return receiving.completed(wish.meta(), wish.seal());
        });
    }

    Future<OpenUploads.Done> release(OpenUploads.Release wish) {
        return redis.release(wish.id(), wish.fence()).map(done -> new OpenUploads.Done(wish.id()));
    }

    Future<OpenUploads.Done> terminate(OpenUploads.Terminate wish) {
        return file(wish.id(), wish.proof()).compose(file -> {
            List<ShareId> all = file.body().shares();
            bus.publish(OpenUploads.WANTED, new OpenUploads.Wanted(wish.id()));
            return Future.all(all.stream()
                            .map(share -> shares.terminate(share, wish.changeId()))
                            .toList())
                    .map(done -> new OpenUploads.Done(wish.id()));
        });
    }

    private Future<StoredFile> change(FileId id, String changeId, UnaryOperator<StoredFile.Receiving> next) {
        return facts.change(Entities.file(id), changeId, (entity, now) -> {
                    StoredFile before = StateCodec.file(Facts.state(entity));
                    if (!(before instanceof StoredFile.Receiving receiving)) {
                        return Decision.answer(StateCodec.write(before));
                    }
                    StoredFile.Receiving after = next.apply(receiving);
                    byte[] state = StateCodec.write(after);
                    return Decision.append(state, false, Creation.arriving(after, settings), state);
                })
                .map(StateCodec::file);
    }

    /** A file that the node seals itself and somebody uploads piece by piece. */
    private Future<StoredFile> file(FileId id, Digest proof) {
        return uploads.file(id, proof).map(file -> {
            if (file.body().keyId() == null) {
                throw Share.unknown();
            }
            return file;
        });
    }

    private Future<FileKey> keyOf(StoredFile file) {
        return keys.fileKey(file, new Facts.Read(Map.of(), 0));
    }

    private Future<OpenUploads.Upload> whole(StoredFile file) {
        return keyOf(file).map(key -> upload(file, key, 0, new Front(file.body().chunks(), null, false)));
    }

    private OpenUploads.Upload upload(StoredFile file, FileKey key, int fence, Front front) {
        StoredFile.Body body = file.body();
        return new OpenUploads.Upload(
                new OpenUploads.OpenUpload(
                        body.shares().get(0), body.id(), key.bytes(), body.bucket(), body.partition()),
                file instanceof StoredFile.Complete ? FileState.COMPLETE : FileState.RECEIVING,
                fence,
                body.size(),
                front.chunks(),
                front.tail(),
                front.offset(body.size()),
                body.createdAt() + settings.maxUploadMillis(),
                body.header(),
                body.commit(),
                body.meta(),
                body.sheet());
    }

    private static Problem incomplete() {
        return new Problem(ProblemCode.INCOMPLETE, "bytes of this upload are missing");
    }
}
