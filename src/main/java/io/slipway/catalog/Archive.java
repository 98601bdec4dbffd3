package io.slipway.catalog;

import io.slipway.journal.EntityKey;
import io.slipway.model.FileId;
import io.slipway.protocol.Archives;
import io.slipway.protocol.Catalog;
import io.slipway.seal.FileMeta;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Tells what the files of an open share are called, a page at a time, for those who want them together. */
final class Archive {
    private final Facts facts;
    private final NodeKeys keys;
    private final Contents contents;

    Archive(Facts facts, NodeKeys keys, Contents contents) {
        this.facts = facts;
        this.keys = keys;
        this.contents = contents;
    }

    Future<Archives.Items> items(Archives.FindItems question) {
        return facts.read(Entities.share(question.share())).compose(read -> {
            Share share = contents.opened(read, question.share(), question.proof(), question.visitor());
            return contents.known(question.share(), question.proof(), question.visitor(), share)
                    .compose(in -> items(question, share));
        });
    }

    private Future<Archives.Items> items(Archives.FindItems question, Share share) {
        Share.Offer offer = share.offer();
        int count = offer.files().size();
        int from = Math.max(0, Math.min(count, question.from()));
        List<FileId> files = offer.files().subList(from, Math.min(count, from + Archives.MAX_ITEMS));
        List<EntityKey> wanted = new ArrayList<>();
        files.forEach(file -> wanted.add(Entities.file(file)));
        files.forEach(file -> wanted.add(Entities.key(NodeKeys.idFor(file))));
        return facts.readAll(wanted).compose(read -> {
            List<Future<Archives.Item>> items = new ArrayList<>();
            for (FileId id : files) {
                if (!(Shares.fileOf(question.share(), id, read) instanceof StoredFile.Complete file)) {
                    return Future.failedFuture(StoredFile.arriving());
                }
                items.add(item(file, read));
            }
            boolean limited = offer.terms().limit() > 0 && !share.isOwner(question.proof());
            return Future.all(items)
                    .map(all -> new Archives.Items(
                            all.list(), count, offer.terms().revision(), limited, offer.createdAt()));
        });
    }

    private Future<Archives.Item> item(StoredFile.Complete file, Facts.Read read) {
        return keys.fileKey(file, read).map(key -> {
            StoredFile.Body body = file.body();
            FileMeta meta = NodeKeys.meta(file, key);
            return new Archives.Item(
                    body.id(),
                    meta.name(),
                    meta.path(),
                    meta.type(),
                    body.size(),
                    meta.mtime(),
                    new Catalog.OpenKey(key.bytes(), body.header(), body.commit()),
                    body.sheet());
        });
    }
}
