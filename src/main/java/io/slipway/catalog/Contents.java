package io.slipway.catalog;

import io.slipway.journal.EntityKey;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Downloads;
import io.slipway.seal.FileMeta;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what it takes to deliver bytes of a file. Everything is guessed from the ids and read in one look at the view, since
 * each look costs about as much as reading a small chunk; a guess that is wrong costs one look more.
 */
final class Contents {
    private final Facts facts;
    private final Uploads uploads;
    private final NodeKeys keys;
    private final Passwords passwords;
    private final Turnstile turnstile;

    Contents(Facts facts, Uploads uploads, NodeKeys keys, Passwords passwords, Turnstile turnstile) {
        this.facts = facts;
        this.uploads = uploads;
        this.keys = keys;
        this.passwords = passwords;
        this.turnstile = turnstile;
    }

    Future<Catalog.Content> find(Catalog.FindContent question) {
        return UploadIndex.evenIfCompleted(() -> look(question));
    }

    private Future<Catalog.Content> look(Catalog.FindContent question) {
        ShareId shareId = question.shareId();
        if (question.fileId() != null) {
            return content(question, question.fileId());
        }
        return facts.read(Entities.share(shareId)).compose(read -> {
            List<FileId> files = admitted(
                            read, question.shareId(), question.mode(), question.proof(), question.visitor())
                    .offer()
                    .files();
            return files.size() == 1
                    ? content(question, files.get(0))
                    : Future.succeededFuture(Catalog.Content.SEVERAL);
        });
    }

    private Future<Catalog.Content> content(Catalog.FindContent question, FileId fileId) {
        List<EntityKey> wanted = new ArrayList<>(List.of(
                Entities.share(question.shareId()),
                Entities.file(fileId),
                Entities.segment(fileId, Locator.LIKELY, Math.max(0, question.from()) / Entities.SEGMENT)));
        if (question.mode() == Mode.OPEN) {
            wanted.add(Entities.key(NodeKeys.idFor(fileId)));
        }
        return facts.read(wanted).compose(read -> {
            Share share = admitted(read, question.shareId(), question.mode(), question.proof(), question.visitor());
            if (!share.offer().files().contains(fileId)) {
                return Future.failedFuture(Share.unknown());
            }
            return known(question.shareId(), question.proof(), question.visitor(), share)
                    .compose(in -> content(question, fileId, share, read));
        });
    }

    /** Whoever reads must know the password, if there is one; its owner needn't. */
    Future<Void> known(ShareId id, Digest proof, Downloads.Visitor visitor, Share share) {
        Terms.Password password = share.offer().terms().password();
        return password == null || share.isOwner(proof)
                ? Future.succeededFuture()
                : passwords.check(id, password, visitor);
    }

    /** A share whose files may be had in the clear, if somebody may have them at all. */
    Share opened(Facts.Read read, ShareId id, Digest proof, Downloads.Visitor visitor) {
        Share share = admitted(read, id, Mode.OPEN, proof, visitor);
        if (share.offer().terms().limit() > 0 && !share.isOwner(proof)) {
            Turnstile.notUsedUp(share, turnstile.holder(id, visitor), read.now());
        }
        return share;
    }

    private Future<Catalog.Content> content(Catalog.FindContent question, FileId fileId, Share share, Facts.Read read) {
        Share.Offer offer = share.offer();
        boolean limited = offer.terms().limit() > 0 && !share.isOwner(question.proof());
        if (limited) {
            Turnstile.notUsedUp(share, turnstile.holder(question.shareId(), question.visitor()), read.now());
        }
        StoredFile file = Shares.fileOf(question.shareId(), fileId, read);
        if (!(file instanceof StoredFile.Complete complete)) {
            return growing((StoredFile.Receiving) file, question, read, limited);
        }
        Catalog.Locations places = Locator.ahead(complete, read, question.from(), question.count());
        return question.mode() == Mode.OPEN
                ? open(complete, read, places, limited)
                : Future.succeededFuture(new Catalog.Content(Views.sealed(complete, null, 0), null, places, limited));
    }

    private Future<Catalog.Content> growing(
            StoredFile.Receiving file, Catalog.FindContent question, Facts.Read read, boolean limited) {
        if (file.body().isLive()) {
            return Future.failedFuture(StoredFile.notKept());
        }
        if (file.body().chunks() == 0) {
            return Future.failedFuture(StoredFile.arriving());
        }
        return uploads.places(file, question.from(), question.count()).compose(places -> uploads.count(file)
                .compose(stored -> question.mode() == Mode.SEALED
                        ? Future.succeededFuture(
                                new Catalog.Content(Views.sealed(file, null, stored), null, places, limited))
                        : opened(file, read)
                                .map(opened -> new Catalog.Content(
                                        Views.open(file, opened.meta, stored), opened.key, places, limited))));
    }

    /** What it takes to open a file. */
    private record Opened(FileMeta meta, Catalog.OpenKey key) {}

    private Future<Opened> opened(StoredFile file, Facts.Read read) {
        return keys.fileKey(file, read)
                .map(key -> new Opened(
                        NodeKeys.meta(file, key),
                        new Catalog.OpenKey(
                                key.bytes(), file.body().header(), file.body().commit())));
    }

    private Future<Catalog.Content> open(
            StoredFile.Complete file, Facts.Read read, Catalog.Locations places, boolean limited) {
        return opened(file, read)
                .map(opened -> new Catalog.Content(
                        Views.open(file, opened.meta, file.body().chunks()), opened.key, places, limited));
    }

    /** Here a sealed share may be told from one that isn't there, to whoever knows its id. */
    private Share admitted(Facts.Read read, ShareId id, Mode mode, Digest proof, Downloads.Visitor visitor) {
        Share share = read.share(id);
        if (mode == Mode.OPEN && share.offer().mode() == Mode.SEALED) {
            throw new Problem(ProblemCode.SEALED_SHARE, "this share is sealed; open its link in a browser");
        }
        boolean closed = share.closed(read.now());
        share.visible(proof, closed ? turnstile.holder(id, visitor) : null, read.now());
        if (share instanceof Share.Deleted) {
            throw Share.gone();
        }
        return share;
    }
}
