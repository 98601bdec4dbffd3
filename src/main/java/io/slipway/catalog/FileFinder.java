package io.slipway.catalog;

import io.slipway.journal.EntityKey;
import io.slipway.model.Mode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.OpenUploads;
import io.vertx.core.Future;
import java.util.List;

/** Finds the share that shows a file, for those who know the file's id only. Files of sealed shares are not found so. */
final class FileFinder {
    private final Facts facts;
    private final Shares shares;

    FileFinder(Facts facts, Shares shares) {
        this.facts = facts;
        this.shares = shares;
    }

    Future<Catalog.ShareView> find(OpenUploads.FindFile question) {
        EntityKey key = Entities.file(question.id());
        return facts.read(key).compose(read -> {
            List<ShareId> all = read.file(question.id()).body().shares();
            return facts.read(all.stream().map(Entities::share).toList()).compose(found -> all.stream()
                    .filter(id -> shows(found, id, question))
                    .findFirst()
                    .map(id -> shares.find(new Catalog.FindShare(id, null)))
                    .orElseGet(() -> Future.failedFuture(Share.unknown())));
        });
    }

    private static boolean shows(Facts.Read found, ShareId id, OpenUploads.FindFile question) {
        if (found.stateOrNull(Entities.share(id)) == null) {
            return false;
        }
        Share share = found.share(id);
        return share.offer().mode() == Mode.OPEN && share.offer().files().contains(question.id());
    }
}
