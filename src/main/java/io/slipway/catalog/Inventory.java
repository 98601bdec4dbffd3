package io.slipway.catalog;

import io.slipway.journal.EntityKey;
import io.slipway.model.FileId;
import io.slipway.protocol.Scrub;
import io.vertx.core.Future;
import java.util.List;

/** Lists what is kept. */
final class Inventory {
    /** About how many files come in one page. */
    private static final int PAGE = 256;

    private static final String BEGINNING = "0";

    private final Facts facts;
    private final RedisDue due;

    Inventory(Facts facts, RedisDue due) {
        this.facts = facts;
        this.due = due;
    }

    /** What comes or goes while the pages are read may be in them or not; all else is, maybe twice. */
    Future<Scrub.Files> files(Scrub.FindFiles question) {
        if (question.share() != null) {
            EntityKey key = Entities.share(question.share());
            return facts.read(key)
                    .map(read ->
                            new Scrub.Files(read.share(question.share()).offer().files(), null));
        }
        String cursor = question.cursor() == null ? BEGINNING : question.cursor();
        return due.scan(Entities.bucket(question.bucket()), cursor, PAGE).map(page -> {
            List<FileId> files = page.members().stream()
                    .filter(member -> !member.startsWith(Entities.MOVE + "/"))
                    .map(FileId::new)
                    .toList();
            return new Scrub.Files(files, page.next().equals(BEGINNING) ? null : page.next());
        });
    }
}
