package io.slipway.catalog;

import io.slipway.bus.Bus;
import io.slipway.journal.Change;
import io.slipway.journal.Decision;
import io.slipway.journal.Entity;
import io.slipway.journal.EntityKey;
import io.slipway.model.BucketId;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Events;
import io.slipway.seal.FileHeader;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Makes shares, shows them, hides them and takes that back. */
final class Shares {
    private final Bus bus;
    private final Facts facts;
    private final RedisUploads uploads;
    private final NodeKeys keys;
    private final CatalogSettings settings;

    Shares(Bus bus, Facts facts, RedisUploads uploads, NodeKeys keys, CatalogSettings settings) {
        this.bus = bus;
        this.facts = facts;
        this.uploads = uploads;
        this.keys = keys;
        this.settings = settings;
    }

    Future<Catalog.ShareView> create(Catalog.CreateShare wish) {
        List<FileHeader> headers = Drafts.headers(wish, settings);
        List<EntityKey> taken = new ArrayList<>();
        taken.add(Entities.share(wish.id()));
        wish.files().forEach(file -> taken.add(Entities.file(file.id())));
        return facts.read(taken).compose(read -> {
            if (taken.stream().anyMatch(read::exists)) {
                return repeated(wish, read);
            }
            BucketId bucket = settings.plan().choose(read.now(), wish.lifetimeMillis());
            return ends(wish, bucket).compose(ends -> append(wish, headers, bucket, ends, read.now()));
        });
    }

    /** A creation whose answer was lost comes again under its change id; anything else is a taken id. */
    private Future<Catalog.ShareView> repeated(Catalog.CreateShare wish, Facts.Read read) {
        EntityKey key = Entities.share(wish.id());
        if (read.exists(key) && read.share(wish.id()).offer().changeId().equals(wish.changeId())) {
            return find(new Catalog.FindShare(wish.id(), wish.owner()));
        }
        return Future.failedFuture(new Problem(ProblemCode.CONFLICT, "this id is taken"));
    }

    /** Where the partitions that the files will be in end now. */
    private Future<Map<Integer, Long>> ends(Catalog.CreateShare wish, BucketId bucket) {
        Map<Integer, Future<Chunks.End>> asked = new LinkedHashMap<>();
        for (Catalog.NewFile file : wish.files()) {
            asked.computeIfAbsent(
                    Drafts.partition(file.id(), settings.bucketPartitions()),
                    partition -> bus.request(Chunks.END, new Chunks.FindEnd(bucket, partition)));
        }
        return Future.all(List.copyOf(asked.values())).map(all -> {
            Map<Integer, Long> ends = new LinkedHashMap<>();
            asked.forEach((partition, end) -> ends.put(partition, end.result().offset()));
            return ends;
        });
    }

    private Future<Catalog.ShareView> append(
            Catalog.CreateShare wish, List<FileHeader> headers, BucketId bucket, Map<Integer, Long> ends, long now) {
        String keyId = wish.id().text();
        Share.Arriving share = Drafts.share(wish, keyId, now, settings);
        Wraps wraps = Drafts.wraps(wish);
        List<Change> changes = new ArrayList<>();
        changes.add(Creation.of(Entities.key(keyId), wish.changeId() + ".key", wraps, List.of()));
        List<StoredFile> files = new ArrayList<>();
        for (int i = 0; i < headers.size(); i++) {
            Catalog.NewFile wished = wish.files().get(i);
            int partition = Drafts.partition(wished.id(), settings.bucketPartitions());
            StoredFile.Receiving file =
                    Drafts.file(wish.id(), wished, headers.get(i), bucket, partition, ends.get(partition), now);
            files.add(file);
            changes.add(Creation.of(
                    Entities.file(wished.id()), wish.changeId() + "." + wished.id(), file, Creation.living(file)));
        }
        changes.add(Creation.of(
                Entities.share(wish.id()), wish.changeId(), share, Creation.due(Entities.share(wish.id()), share)));
        return facts.create(changes)
                .compose(created -> Future.all(files.stream()
                        .map(file -> uploads.begin(file.body().id()))
                        .toList()))
                .map(begun -> Views.share(
                        wish.id(),
                        share,
                        wraps,
                        files.stream().map(file -> Views.sealed(file, wraps, 0)).toList(),
                        now));
    }

    Future<Catalog.ShareView> find(Catalog.FindShare question) {
        EntityKey key = Entities.share(question.id());
        return facts.read(key).compose(read -> {
            Share share = read.share(question.id());
            share.visible(question.proof(), read.now());
            return view(question.id(), share, read.now());
        });
    }

    private Future<Catalog.ShareView> view(ShareId id, Share share, long now) {
        Share.Offer offer = share.offer();
        List<EntityKey> wanted = new ArrayList<>();
        offer.files().forEach(file -> wanted.add(Entities.file(file)));
        if (offer.keyId() != null) {
            wanted.add(Entities.key(offer.keyId()));
        }
        return facts.read(wanted).compose(read -> {
            List<StoredFile> files =
                    offer.files().stream().map(file -> fileOf(id, file, read)).toList();
            if (offer.mode() == Mode.OPEN) {
                return Future.all(files.stream().map(this::open).toList())
                        .map(views -> Views.share(id, share, null, views.list(), now));
            }
            byte[] wraps = read.stateOrNull(Entities.key(offer.keyId()));
            if (wraps == null) {
                return Future.failedFuture(Share.gone());
            }
            return sealed(id, share, StateCodec.wraps(wraps), files, now);
        });
    }

    /** A share names a file, and the file must name the share: else anyone could make a share of what isn't theirs. */
    private static StoredFile fileOf(ShareId id, FileId fileId, Facts.Read read) {
        if (!read.exists(Entities.file(fileId))) {
            throw new Problem(ProblemCode.UNAVAILABLE, "a part of this share isn't shown yet; try again");
        }
        StoredFile file = read.file(fileId);
        if (!file.body().shares().contains(id)) {
            throw Share.unknown();
        }
        return file;
    }

    private Future<Catalog.ShareView> sealed(ShareId id, Share share, Wraps wraps, List<StoredFile> files, long now) {
        List<FileId> arriving = files.stream()
                .filter(StoredFile.Receiving.class::isInstance)
                .map(file -> file.body().id())
                .toList();
        return uploads.counts(arriving).map(counts -> {
            List<Catalog.FileView> views = files.stream()
                    .map(file -> {
                        int at = arriving.indexOf(file.body().id());
                        return Views.sealed(file, wraps, at < 0 ? 0 : Math.max(0, counts.get(at)));
                    })
                    .toList();
            return Views.share(id, share, wraps, views, now);
        });
    }

    private Future<Catalog.FileView> open(StoredFile file) {
        if (!(file instanceof StoredFile.Complete complete)) {
            return Future.failedFuture(new Problem(ProblemCode.UNAVAILABLE, "this file isn't shown yet; try again"));
        }
        return keys.meta(complete).map(meta -> Views.open(complete, meta.name(), meta.type(), meta.mtime()));
    }

    Future<Catalog.Deleted> delete(Catalog.DeleteShare wish) {
        return change(wish.id(), wish.changeId(), (share, now) -> {
                    share.owned(wish.owner(), now);
                    return share.deleted(now, settings.undoMillis());
                })
                .map(share -> {
                    bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(wish.id(), true));
                    return new Catalog.Deleted(share.endsAt());
                });
    }

    Future<Catalog.ShareView> undo(Catalog.UndoDelete wish) {
        return change(wish.id(), wish.changeId(), (share, now) -> {
                    share.owned(wish.owner(), now);
                    return share.undone(now);
                })
                .compose(share -> find(new Catalog.FindShare(wish.id(), wish.owner())));
    }

    /** Begins the lifetime of a share once all its files are complete. */
    Future<Void> completeIfAllThere(ShareId id) {
        EntityKey key = Entities.share(id);
        return facts.read(key)
                .compose(read -> {
                    if (read.stateOrNull(key) == null) {
                        return Future.succeededFuture();
                    }
                    Share.Offer offer = read.share(id).offer();
                    return facts.read(offer.files().stream().map(Entities::file).toList())
                            .compose(files -> {
                                boolean all = offer.files().stream()
                                        .allMatch(file -> files.stateOrNull(Entities.file(file)) != null
                                                && files.file(file) instanceof StoredFile.Complete);
                                return all
                                        ? change(id, "complete-" + id, Share::completed)
                                                .<Void>mapEmpty()
                                        : Future.<Void>succeededFuture();
                            });
                })
                .onSuccess(done -> bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(id, false)));
    }

    private Future<Share> change(ShareId id, String changeId, BiFunction<Share, Long, Share> next) {
        EntityKey key = Entities.share(id);
        return facts.change(key, changeId, (entity, now) -> decide(entity, next, now))
                .map(StateCodec::share);
    }

    private static Decision decide(Entity entity, BiFunction<Share, Long, Share> next, long now) {
        Share before = StateCodec.share(Facts.state(entity));
        Share after = next.apply(before, now);
        byte[] state = StateCodec.write(after);
        if (after == before) {
            return Decision.answer(state);
        }
        return Decision.append(state, false, Creation.due(entity.key(), after), state);
    }

    /** Lets a reader of a share at one of its files. @throws Problem as {@link Share#visible}, {@code NOT_FOUND} */
    static StoredFile readable(Facts.Read read, ShareId shareId, FileId fileId, Digest proof) {
        Share share = read.share(shareId);
        share.visible(proof, read.now());
        if (!share.offer().files().contains(fileId)) {
            throw Share.unknown();
        }
        return fileOf(shareId, fileId, read);
    }
}
