package io.slipway.catalog;

import io.slipway.model.FileState;
import io.slipway.protocol.Catalog;
import io.slipway.seal.FileMeta;
import java.util.List;

/** Shows states to those who asked: pure. */
final class Views {
    private Views() {}

    /** @param wraps null for an open share */
    static Catalog.ShareView share(
            io.slipway.model.ShareId id, Share share, Wraps wraps, List<Catalog.FileView> files, long now) {
        Share.Offer offer = share.offer();
        return new Catalog.ShareView(
                id,
                offer.mode(),
                offer.createdAt(),
                share.endsForReaders(now),
                now,
                share instanceof Share.Deleted deleted ? deleted.undoUntil() : 0,
                wraps == null ? null : wraps.share(offer.terms().wrapVersion()),
                offer.commit(),
                offer.meta(),
                !offer.live(),
                files,
                offer.terms().standing(offer.files().size(), now));
    }

    /** @param stored chunks stored by now, of a file that is still arriving */
    static Catalog.FileView sealed(StoredFile file, Wraps wraps, long stored) {
        StoredFile.Body body = file.body();
        StoredFile.Complete complete = file instanceof StoredFile.Complete c ? c : null;
        return new Catalog.FileView(
                body.id(),
                complete == null ? FileState.RECEIVING : FileState.COMPLETE,
                body.size(),
                body.chunks(),
                complete == null ? stored : body.chunks(),
                null,
                null,
                null,
                0,
                body.header(),
                body.commit(),
                body.meta(),
                wraps == null ? null : wraps.of(body.id()),
                complete == null ? null : complete.seal(),
                body.etag(),
                body.metaVersion());
    }

    /** @param stored chunks stored by now, of a file that is still arriving */
    static Catalog.FileView open(StoredFile file, FileMeta meta, long stored) {
        return open(file, meta.name(), meta.path(), meta.type(), meta.mtime(), stored);
    }

    static Catalog.FileView open(StoredFile.Complete file, String name, String path, String type) {
        return open(file, name, path, type, 0, file.body().chunks());
    }

    private static Catalog.FileView open(
            StoredFile file, String name, String path, String type, long modifiedAt, long stored) {
        StoredFile.Body body = file.body();
        StoredFile.Complete complete = file instanceof StoredFile.Complete c ? c : null;
        return new Catalog.FileView(
                body.id(),
                complete == null ? FileState.RECEIVING : FileState.COMPLETE,
                body.size(),
                body.chunks(),
                complete == null ? stored : body.chunks(),
                name,
                path,
                type,
                modifiedAt,
                body.header(),
                null,
                null,
                null,
                null,
                body.etag(),
                body.metaVersion());
    }
}
