package io.slipway.catalog;

import io.slipway.bus.Bus;
import io.slipway.journal.Change;
import io.slipway.journal.Decision;
import io.slipway.journal.EntityKey;
import io.slipway.journal.Projection;
import io.slipway.model.BucketId;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Edits;
import io.slipway.protocol.Events;
import io.slipway.seal.FileHeader;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * Edits shares: keys first, then files, then the share, which is what readers go by; what nobody needs any more is put away
 * last. Each step may be repeated under the edit's change id.
 */
final class Editor {
    private static final byte[] DONE = {};

    private final Bus bus;
    private final Facts facts;
    private final Shares shares;
    private final SealedShares sealed;
    private final NodeKeys keys;
    private final Passwords passwords;
    private final CatalogSettings settings;

    Editor(
            Bus bus,
            Facts facts,
            Shares shares,
            SealedShares sealed,
            NodeKeys keys,
            Passwords passwords,
            CatalogSettings settings) {
        this.bus = bus;
        this.facts = facts;
        this.shares = shares;
        this.sealed = sealed;
        this.keys = keys;
        this.passwords = passwords;
        this.settings = settings;
    }

    Future<Catalog.ShareView> edit(Edits.Edit wish) {
        List<FileHeader> headers = Drafts.headers(wish.add(), settings);
        return touchesShareAlone(wish)
                ? change(wish, Editing.Prepared.NOTHING).compose(edited -> finish(wish, edited))
                : editParts(wish, headers);
    }

    /** Nothing has to be ready before the share changes, so there is nothing to look at before it is decided. */
    private static boolean touchesShareAlone(Edits.Edit wish) {
        return wish.password() == null
                && wish.add().isEmpty()
                && wish.rename().isEmpty()
                && wish.remove().isEmpty();
    }

    private Future<Catalog.ShareView> editParts(Edits.Edit wish, List<FileHeader> headers) {
        EntityKey key = Entities.share(wish.id());
        return facts.read(key).compose(read -> {
            Share share = read.share(wish.id());
            share.owned(wish.owner(), read.now());
            if (wish.changeId().equals(share.offer().terms().lastEdit())) {
                return finish(wish, share);
            }
            Editing.check(share, wish, read.now(), settings);
            return passwords
                    .made(wish.password() == null ? null : wish.password().text())
                    .compose(made -> rewrap(wish, share)
                            .compose(wrapped -> add(wish, share, headers))
                            .compose(keyId -> rename(wish)
                                    .compose(renamed -> mark(wish))
                                    .compose(
                                            marked -> change(wish, new Editing.Prepared(password(wish, made), keyId)))))
                    // What is put away is what the share doesn't name now; others may have edited it meanwhile.
                    .compose(edited -> facts.read(key))
                    .compose(after -> finish(wish, after.share(wish.id())));
        });
    }

    private static Terms.Password password(Edits.Edit wish, Terms.Password made) {
        boolean sealed = wish.password() != null && wish.password().verifier() != null;
        return sealed ? new Terms.Password(wish.password().verifier(), null) : made;
    }

    /** The new wrap stands beside the old one until the share names it. */
    private Future<Void> rewrap(Edits.Edit wish, Share share) {
        if (wish.password() == null || share.offer().mode() == Mode.OPEN) {
            return Future.succeededFuture();
        }
        return wraps(
                share.offer().keyId(),
                wish.changeId() + ".wrap",
                wraps -> wraps.with(
                        share.offer().terms().wrapVersion(),
                        wish.password().wrapVersion(),
                        wish.password().wrap()));
    }

    private Future<Void> wraps(String keyId, String changeId, UnaryOperator<Wraps> change) {
        return facts.change(Entities.key(keyId), changeId, (entity, now) -> {
                    Wraps before = StateCodec.wraps(Facts.state(entity));
                    byte[] after = StateCodec.write(change.apply(before));
                    return java.util.Arrays.equals(after, entity.state())
                            ? Decision.answer(DONE)
                            : Decision.append(after, false, List.of(), DONE);
                })
                .mapEmpty();
    }

    /** @return the record that holds the wraps of the new files; null if there are none */
    private Future<String> add(Edits.Edit wish, Share share, List<FileHeader> headers) {
        if (wish.add().isEmpty()) {
            return Future.succeededFuture();
        }
        String keyId = share.offer().keyId() + "." + wish.add().get(0).id();
        List<EntityKey> parts = new ArrayList<>(List.of(Entities.key(keyId)));
        wish.add().forEach(file -> parts.add(Entities.file(file.id())));
        return facts.read(parts).compose(read -> {
            BucketId bucket = settings.plan().choose(read.now(), lifetime(wish, share, read.now()));
            Wraps wraps = Drafts.wraps(null, wish.add());
            return sealed.ends(wish.add(), bucket).compose(ends -> {
                List<Change> changes = new ArrayList<>();
                if (!SealedShares.stands(read, Entities.key(keyId), StateCodec.write(wraps))) {
                    changes.add(Creation.of(Entities.key(keyId), wish.changeId() + ".key", wraps, List.of()));
                }
                SealedShares.Newcomers newcomers = sealed.newcomers(
                        wish.id(),
                        wish.changeId(),
                        new SealedShares.Newcomers.Place(bucket, ends),
                        wish.add(),
                        headers,
                        read);
                changes.addAll(newcomers.changes());
                Future<Void> made = changes.isEmpty() ? Future.succeededFuture() : facts.create(changes);
                return made.compose(done -> sealed.begin(newcomers)).map(keyId);
            });
        });
    }

    /** How long the share has still to live, so that its new files go where they may stay. */
    private static long lifetime(Edits.Edit wish, Share share, long now) {
        if (wish.lifetime() != null) {
            return wish.lifetime().millis();
        }
        long ends = share.endsForReaders(now);
        return ends == Share.NEVER ? Share.NEVER : Math.max(0, ends - now);
    }

    private Future<Void> rename(Edits.Edit wish) {
        Future<Void> done = Future.succeededFuture();
        for (Edits.Rename rename : wish.rename()) {
            done = done.compose(before -> rename(wish.id(), wish.changeId(), rename));
        }
        return done;
    }

    private Future<Void> rename(ShareId share, String changeId, Edits.Rename rename) {
        EntityKey key = Entities.file(rename.file());
        return facts.read(key)
                .compose(read -> {
                    StoredFile file = Shares.fileOf(share, rename.file(), read);
                    if (rename.meta() == null && !(file instanceof StoredFile.Complete)) {
                        throw StoredFile.arriving();
                    }
                    return rename.meta() != null
                            ? Future.succeededFuture(new Edits.NewMeta(rename.meta(), rename.metaVersion()))
                            : keys.fileKey(file, read)
                                    .map(fileKey -> new Edits.NewMeta(
                                            keys.renamed(file, fileKey, rename.name()),
                                            file.body().metaVersion() + 1));
                })
                .compose(meta -> facts.change(key, changeId + "." + rename.file(), (entity, now) -> {
                    StoredFile before = StateCodec.file(Facts.state(entity));
                    if (meta.version() != before.body().metaVersion() + 1) {
                        throw new Problem(
                                ProblemCode.CONFLICT,
                                "the next version is " + (before.body().metaVersion() + 1));
                    }
                    StoredFile after = before.with(before.body().called(meta.block(), meta.version()));
                    return Decision.append(StateCodec.write(after), false, projections(after), DONE);
                }))
                .mapEmpty();
    }

    private List<Projection> projections(StoredFile file) {
        return file instanceof StoredFile.Receiving receiving
                ? Creation.arriving(receiving, settings)
                : Creation.living(file);
    }

    /** The sweep looks at files that are about to be removed, and takes those that no share has. */
    private Future<Void> mark(Edits.Edit wish) {
        Future<Void> done = Future.succeededFuture();
        for (FileId file : wish.remove()) {
            EntityKey key = Entities.file(file);
            done = done.compose(before -> facts.change(key, wish.changeId() + ".mark." + file, (entity, now) -> {
                        StoredFile marked = StateCodec.file(Facts.state(entity));
                        List<Projection> projections = new ArrayList<>(Creation.living(marked));
                        projections.add(new Projection.Score(Entities.DUE, key.toString(), now));
                        return Decision.append(StateCodec.write(marked), false, projections, DONE);
                    }))
                    .mapEmpty();
        }
        return done;
    }

    /** @return the share as it was when this was decided; others may have changed it since */
    private Future<Share> change(Edits.Edit wish, Editing.Prepared prepared) {
        EntityKey key = Entities.share(wish.id());
        AtomicReference<Share> decided = new AtomicReference<>();
        return facts.change(key, wish.changeId(), (entity, now) -> {
                    Share before = StateCodec.share(Facts.state(entity));
                    before.owned(wish.owner(), now);
                    if (wish.changeId().equals(before.offer().terms().lastEdit())) {
                        decided.set(before);
                        return Decision.answer(DONE);
                    }
                    Share after = Editing.edited(before, wish, prepared, now, settings);
                    decided.set(after);
                    return Decision.append(StateCodec.write(after), false, Creation.due(key, after), DONE);
                })
                .onSuccess(done ->
                        bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(wish.id(), Editing.cuts(wish))))
                .compose(done -> decided.get() == null ? repeated(wish) : Future.succeededFuture(decided.get()));
    }

    /** The share that an edit was made of before, under the same change id: nobody has looked yet who asks for it now. */
    private Future<Share> repeated(Edits.Edit wish) {
        return facts.read(Entities.share(wish.id())).map(read -> {
            Share share = read.share(wish.id());
            share.owned(wish.owner(), read.now());
            return share;
        });
    }

    /** Puts away what the share doesn't name any more, and shows it. A share that has just ended shows its end. */
    private Future<Catalog.ShareView> finish(Edits.Edit wish, Share share) {
        Share.Offer offer = share.offer();
        Future<Void> tidied = Future.succeededFuture();
        if (offer.mode() == Mode.SEALED
                && (wish.password() != null || !wish.remove().isEmpty())) {
            UnaryOperator<Wraps> tidy =
                    wraps -> wraps.only(offer.terms().wrapVersion()).without(wish.remove());
            tidied = wraps(offer.keyId(), wish.changeId() + ".tidy", tidy);
            for (String more :
                    wish.remove().isEmpty() ? List.<String>of() : offer.terms().moreKeys()) {
                tidied = tidied.compose(
                        before -> wraps(more, wish.changeId() + ".tidy", wraps -> wraps.without(wish.remove())));
            }
        }
        boolean arriving = share instanceof Share.Arriving && !wish.remove().isEmpty();
        return tidied.compose(done -> arriving ? shares.completeIfAllThere(wish.id()) : Future.succeededFuture())
                .compose(done -> shares.shown(wish.id(), share));
    }
}
