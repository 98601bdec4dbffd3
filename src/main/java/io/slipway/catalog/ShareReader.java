package io.slipway.catalog;

import io.slipway.journal.EntityKey;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Edits;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts together what is shown of a share to those who may see it: the share, its files, their wraps. */
final class ShareReader {
    private final Facts facts;
    private final RedisUploads uploads;
    private final NodeKeys keys;

    ShareReader(Facts facts, RedisUploads uploads, NodeKeys keys) {
        this.facts = facts;
        this.uploads = uploads;
        this.keys = keys;
    }

    /**
     * What is shown of a share as it is now, in one look.
     *
     * @param last the share as it was met last, which names the parts to read along; if it has got others since, they are
     *     looked for again
     */
    Future<Catalog.ShareView> shown(ShareId id, Share last) {
        List<EntityKey> wanted = parts(last.offer(), files(last.offer(), 0));
        wanted.add(Entities.share(id));
        return facts.readAll(wanted).compose(read -> {
            Share share = read.share(id);
            List<FileId> files = files(share.offer(), 0);
            return read.entities().keySet().containsAll(parts(share.offer(), files))
                    ? view(id, share, files, read, read.now())
                    : shown(id, share);
        });
    }

    /** What is shown of a share that was read at a time, from one of its files on. */
    Future<Catalog.ShareView> view(Catalog.FindShare question, Share share, long now) {
        List<FileId> files = files(share.offer(), question.from());
        return facts.readAll(parts(share.offer(), files)).compose(read -> view(question.id(), share, files, read, now));
    }

    /** Those of its files that are shown at once. */
    private static List<FileId> files(Share.Offer offer, int asked) {
        int from = Math.max(0, Math.min(asked, offer.files().size()));
        return offer.files().subList(from, Math.min(offer.files().size(), from + Edits.MAX_FILES));
    }

    /** What has to be read to show files of a share. */
    private static List<EntityKey> parts(Share.Offer offer, List<FileId> files) {
        List<EntityKey> parts = new ArrayList<>();
        files.forEach(file -> parts.add(Entities.file(file)));
        if (offer.mode() == Mode.OPEN) {
            files.forEach(file -> parts.add(Entities.key(NodeKeys.idFor(file))));
        } else {
            parts.add(Entities.key(offer.keyId()));
            offer.terms().moreKeys().forEach(more -> parts.add(Entities.key(more)));
        }
        return parts;
    }

    private Future<Catalog.ShareView> view(ShareId id, Share share, List<FileId> shown, Facts.Read read, long now) {
        Share.Offer offer = share.offer();
        List<StoredFile> files =
                shown.stream().map(file -> Shares.fileOf(id, file, read)).toList();
        if (offer.mode() == Mode.OPEN) {
            return stored(files).compose(stored -> Future.all(files.stream()
                            .map(file -> open(
                                    file, read, stored.getOrDefault(file.body().id(), 0L)))
                            .toList())
                    .map(views -> Views.share(id, share, null, views.list(), now)));
        }
        byte[] wraps = read.stateOrNull(Entities.key(offer.keyId()));
        if (wraps == null) {
            return Future.failedFuture(Share.gone());
        }
        List<Wraps> more = new ArrayList<>();
        for (String keyId : offer.terms().moreKeys()) {
            byte[] added = read.stateOrNull(Entities.key(keyId));
            if (added != null) {
                more.add(StateCodec.wraps(added));
            }
        }
        return sealed(id, share, StateCodec.wraps(wraps).and(more), files, now);
    }

    private Future<Catalog.ShareView> sealed(ShareId id, Share share, Wraps wraps, List<StoredFile> files, long now) {
        return stored(files).map(stored -> {
            List<Catalog.FileView> views = files.stream()
                    .map(file -> Views.sealed(
                            file, wraps, stored.getOrDefault(file.body().id(), 0L)))
                    .toList();
            return Views.share(id, share, wraps, views, now);
        });
    }

    /** How many chunks are stored of those files that are still arriving. */
    private Future<Map<FileId, Long>> stored(List<StoredFile> files) {
        List<FileId> arriving = files.stream()
                .filter(StoredFile.Receiving.class::isInstance)
                .map(file -> file.body().id())
                .toList();
        return uploads.counts(arriving).map(counts -> {
            Map<FileId, Long> stored = new HashMap<>();
            for (int i = 0; i < arriving.size(); i++) {
                stored.put(arriving.get(i), Math.max(0, counts.get(i)));
            }
            return stored;
        });
    }

    private Future<Catalog.FileView> open(StoredFile file, Facts.Read read, long stored) {
        return keys.fileKey(file, read).map(key -> Views.open(file, NodeKeys.meta(file, key), stored));
    }
}
