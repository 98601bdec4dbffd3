package io.slipway.catalog;

import io.slipway.bus.Bus;
import io.slipway.journal.Decision;
import io.slipway.journal.Entity;
import io.slipway.journal.EntityKey;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.Events;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Shows shares, hides them and takes that back. */
final class Shares {
    /** Shares of which a late file is remembered. */
    private static final int REMEMBERED = 256;

    private final Bus bus;
    private final Facts facts;
    private final ShareReader reader;
    private final Passwords passwords;
    private final CatalogSettings settings;
    /** Of shares whose files arrive, one that wasn't complete when that was last looked at. */
    private final Map<ShareId, FileId> late = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ShareId, FileId> eldest) {
            return size() > REMEMBERED;
        }
    };

    Shares(Bus bus, Facts facts, RedisUploads uploads, NodeKeys keys, Passwords passwords, CatalogSettings settings) {
        this.bus = bus;
        this.facts = facts;
        this.reader = new ShareReader(facts, uploads, keys);
        this.passwords = passwords;
        this.settings = settings;
    }

    Future<Catalog.ShareView> find(Catalog.FindShare question) {
        EntityKey key = Entities.share(question.id());
        return facts.read(key).compose(read -> {
            Share share = read.share(question.id());
            share.visible(question.proof(), read.now());
            return admit(question.id(), question.proof(), question.visitor(), share, read.now())
                    .compose(in -> reader.view(question, share, read.now()));
        });
    }

    /** Whether somebody may take part in a share now. */
    Future<Catalog.Admitted> admit(Catalog.Admit question) {
        return facts.read(Entities.share(question.id()))
                .compose(read -> {
                    Share share = read.share(question.id());
                    if (question.owner()) {
                        share.owned(question.proof(), read.now());
                    }
                    share.visible(question.proof(), read.now());
                    if (share instanceof Share.Deleted) {
                        // Its owner sees it still, to take that back; nobody meets there.
                        throw Share.gone();
                    }
                    return admit(question.id(), question.proof(), question.visitor(), share, read.now());
                })
                .map(new Catalog.Admitted());
    }

    private Future<Void> admit(ShareId id, Digest proof, Downloads.Visitor visitor, Share share, long now) {
        if (share.isOwner(proof)) {
            return Future.succeededFuture();
        }
        Turnstile.notUsedUp(share, visitor.claim(), now);
        return passwords.check(id, share.offer().terms().password(), visitor);
    }

    /** What its owner sees of a share. */
    Future<Catalog.ShareView> shown(ShareId id) {
        return facts.read(Entities.share(id)).compose(read -> shown(id, read.share(id)));
    }

    /** What its owner sees of a share. @param last as it was met last */
    Future<Catalog.ShareView> shown(ShareId id, Share last) {
        return reader.shown(id, last);
    }

    /** A share names a file, and the file must name the share: else anyone could make a share of what isn't theirs. */
    static StoredFile fileOf(ShareId id, FileId fileId, Facts.Read read) {
        if (!read.exists(Entities.file(fileId))) {
            throw new Problem(ProblemCode.UNAVAILABLE, "a part of this share isn't shown yet; try again");
        }
        StoredFile file = read.file(fileId);
        if (!file.body().shares().contains(id)) {
            throw Share.unknown();
        }
        return file;
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

    /** Ends a share for good and at once, at the word of who uploaded it. */
    Future<Void> terminate(ShareId id, String changeId) {
        return change(id, changeId, (share, now) -> share.deleted(now, 0)).map(share -> {
            bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(id, true));
            return null;
        });
    }

    Future<Catalog.ShareView> undo(Catalog.UndoDelete wish) {
        return change(wish.id(), wish.changeId(), (share, now) -> {
                    share.owned(wish.owner(), now);
                    return share.undone(now);
                })
                .compose(share -> find(new Catalog.FindShare(wish.id(), wish.owner(), Downloads.Visitor.NOBODY, 0)));
    }

    /** Begins the lifetime of a share once all its files are complete. {@code GONE} if it has ended. */
    Future<Void> completeIfAllThere(ShareId id) {
        return completeIfAllThere(id, null);
    }

    /** The same. @param complete a file that is known to be; null for none */
    Future<Void> completeIfAllThere(ShareId id, FileId complete) {
        EntityKey key = Entities.share(id);
        return facts.read(key)
                .compose(read -> {
                    Share.Offer offer = read.share(id).offer();
                    boolean alone = complete != null && offer.files().equals(List.of(complete));
                    Future<Optional<FileId>> looked =
                            alone ? Future.succeededFuture(Optional.empty()) : someLate(id, offer);
                    return looked.compose(file -> {
                        if (file.isPresent()) {
                            late.put(id, file.get());
                            return Future.<Void>succeededFuture();
                        }
                        late.remove(id);
                        return change(id, "complete-" + id, Share::completed).<Void>mapEmpty();
                    });
                })
                .onSuccess(done -> bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(id, false)));
    }

    /**
     * A file that isn't complete: the one of last time if it still isn't, else that in the middle of all that aren't. Files mostly
     * arrive in order, one way or the other: the first of them would be the next to be completed, and each of ten thousand would
     * take a look at all.
     */
    private Future<Optional<FileId>> someLate(ShareId id, Share.Offer offer) {
        FileId last = late.get(id);
        List<FileId> looked = last != null && offer.files().contains(last) ? List.of(last) : offer.files();
        return facts.readAll(looked.stream().map(Entities::file).toList()).compose(read -> {
            List<FileId> missing = looked.stream()
                    .filter(one -> read.stateOrNull(Entities.file(one)) == null
                            || !(read.file(one) instanceof StoredFile.Complete))
                    .toList();
            if (missing.isEmpty() && looked.size() < offer.files().size()) {
                late.remove(id);
                return someLate(id, offer);
            }
            return Future.succeededFuture(
                    missing.isEmpty() ? Optional.empty() : Optional.of(missing.get(missing.size() / 2)));
        });
    }

    /**
     * Whether a file may still be added to. {@code GONE} if its share has ended, {@code NOT_FOUND} if no share has it.
     *
     * @param before may hold its shares already, as they were read along with it
     */
    Future<Void> alive(StoredFile file, Facts.Read before) {
        List<ShareId> ids = file.body().shares();
        List<EntityKey> keys = ids.stream().map(Entities::share).toList();
        Future<Facts.Read> found =
                before.entities().keySet().containsAll(keys) ? Future.succeededFuture(before) : facts.read(keys);
        return found.map(read -> {
            Problem why = Share.unknown();
            for (ShareId id : ids) {
                if (read.stateOrNull(Entities.share(id)) != null) {
                    Share share = read.share(id);
                    if (!share.offer().files().contains(file.body().id())) {
                        continue;
                    }
                    if (!share.closed(read.now())) {
                        return null;
                    }
                }
                if (read.exists(Entities.share(id))) {
                    why = Share.gone();
                }
            }
            throw why;
        });
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

    /**
     * Lets a reader of a share who has begun in time at one of its files: whether somebody may begin is asked before.
     *
     * @throws Problem as {@link Share#within}, {@code NOT_FOUND}
     */
    static StoredFile readable(Facts.Read read, ShareId shareId, FileId fileId, Digest proof) {
        Share share = read.share(shareId);
        share.within(proof, read.now());
        if (!share.offer().files().contains(fileId)) {
            throw Share.unknown();
        }
        return fileOf(shareId, fileId, read);
    }
}
