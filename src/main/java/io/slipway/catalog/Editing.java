package io.slipway.catalog;

import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Edits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What an edit makes of a share, and what it may not do: pure. */
final class Editing {
    private Editing() {}

    /**
     * What was prepared outside the share before it changes.
     *
     * @param password what is kept of a new one; null for none
     * @param keyId the record that holds the wraps of files that are added; null for none
     */
    record Prepared(Terms.Password password, String keyId) {
        static final Prepared NOTHING = new Prepared(null, null);
    }

    /**
     * @throws Problem {@code NOT_FOUND}, {@code GONE}, {@code PRECONDITION_FAILED}, {@code CONFLICT}, {@code BAD_REQUEST},
     *     {@code LIMIT_BELOW_USED}
     */
    static Share edited(Share share, Edits.Edit wish, Prepared prepared, long now, CatalogSettings settings) {
        check(share, wish, now, settings);
        Share.Offer offer = share.offer();
        Terms terms = offer.terms();
        List<FileId> files = new ArrayList<>(offer.files());
        wish.add().stream()
                .map(Catalog.NewFile::id)
                .filter(id -> !files.contains(id))
                .forEach(files::add);
        files.removeAll(wish.remove());
        int limit = wish.limit() == null ? terms.limit() : wish.limit().downloads();
        List<String> keys = new ArrayList<>(terms.moreKeys());
        if (prepared.keyId != null && !keys.contains(prepared.keyId)) {
            keys.add(prepared.keyId);
        }
        boolean rewrapped = wish.password() != null && offer.mode() == Mode.SEALED;
        Terms next = new Terms(
                terms.revision() + 1,
                wish.changeId(),
                limit,
                endsNow(wish) ? claims(terms, limit, now).emptied(now, limit) : claims(terms, limit, now),
                wish.password() == null ? terms.password() : prepared.password,
                rewrapped ? wish.password().wrapVersion() : terms.wrapVersion(),
                wish.meta() == null ? terms.metaVersion() : wish.meta().version(),
                keys,
                wish.trackAddresses() == null ? terms.untracked() : !wish.trackAddresses());
        Share.Offer edited = new Share.Offer(
                offer.mode(),
                offer.changeId(),
                offer.createdAt(),
                wish.lifetime() == null ? offer.lifetime() : wish.lifetime().millis(),
                offer.owner(),
                offer.read(),
                offer.commit(),
                wish.meta() == null ? offer.meta() : wish.meta().block(),
                offer.keyId(),
                List.copyOf(files),
                next,
                offer.live());
        return ending(share.with(edited), wish.lifetime(), now);
    }

    /** A lifetime of nothing leaves nobody anything to finish. */
    private static boolean endsNow(Edits.Edit wish) {
        return wish.lifetime() != null && wish.lifetime().millis() == 0;
    }

    /** Without a limit nobody needs a claim; what was used stays counted, should there be a limit again. */
    private static Claims claims(Terms terms, int limit, long now) {
        if (limit == 0) {
            return terms.limit() == 0
                    ? terms.claims()
                    : new Claims(terms.claims().at(now, terms.limit()).used(), 0, 0, List.of());
        }
        return limit == terms.limit() ? terms.claims() : terms.claims().limited(now, limit);
    }

    private static Share ending(Share share, Edits.Lifetime lifetime, long now) {
        if (lifetime == null) {
            return share;
        }
        if (share instanceof Share.Arriving arriving) {
            return lifetime.millis() == 0 ? new Share.Arriving(arriving.offer(), now) : arriving;
        }
        return new Share.Offered(share.offer(), Share.plus(now, lifetime.millis()));
    }

    static void check(Share share, Edits.Edit wish, long now, CatalogSettings settings) {
        share.owned(wish.owner(), now);
        if (share instanceof Share.Deleted) {
            throw Share.gone();
        }
        Share.Offer offer = share.offer();
        Terms terms = offer.terms();
        if (wish.revision() != Edits.ANY_REVISION && wish.revision() != terms.revision()) {
            throw new Problem(ProblemCode.PRECONDITION_FAILED, "somebody has changed this share meanwhile");
        }
        boolean sealed = offer.mode() == Mode.SEALED;
        if (offer.live()) {
            boolean more = wish.limit() != null
                    || wish.password() != null
                    || !wish.add().isEmpty();
            require(!more && wish.lifetime() == null, "of a live share the title and the files alone can be changed");
        }
        lifetime(wish.lifetime(), settings);
        limit(wish.limit(), terms, now);
        password(wish.password(), terms, sealed);
        if (wish.meta() != null) {
            require(sealed, "an open share has no meta block");
            follows(wish.meta().version(), terms.metaVersion());
        }
        files(offer, wish, settings);
    }

    private static void lifetime(Edits.Lifetime lifetime, CatalogSettings settings) {
        if (lifetime != null && lifetime.millis() != 0) {
            Drafts.lifetime(lifetime.millis(), settings);
        }
    }

    private static void limit(Edits.Limit limit, Terms terms, long now) {
        if (limit == null || limit.downloads() == 0) {
            return;
        }
        require(
                limit.downloads() > 0 && limit.downloads() <= Edits.MAX_LIMIT,
                "a limit is 1 to " + Edits.MAX_LIMIT + " downloads");
        int used = terms.limit() == 0
                ? terms.claims().used()
                : terms.claims().at(now, terms.limit()).used();
        if (limit.downloads() < used) {
            throw new Problem(
                    ProblemCode.LIMIT_BELOW_USED, used + " downloads are used already", java.util.Map.of("used", used));
        }
    }

    private static void password(Edits.NewPassword password, Terms terms, boolean sealed) {
        if (password == null) {
            return;
        }
        if (sealed) {
            require(
                    password.wrap() != null && password.text() == null,
                    "the password of a sealed share changes with its wrap");
            follows(password.wrapVersion(), terms.wrapVersion());
        } else {
            require(password.wrap() == null && password.verifier() == null, "the password of an open share is a text");
        }
    }

    private static void files(Share.Offer offer, Edits.Edit wish, CatalogSettings settings) {
        boolean sealed = offer.mode() == Mode.SEALED;
        require(wish.add().isEmpty() || sealed, "files are added to sealed shares");
        require(
                wish.add().size() <= Edits.MAX_FILES
                        && wish.remove().size() <= Edits.MAX_FILES
                        && wish.rename().size() <= Edits.MAX_FILES,
                "at most " + Edits.MAX_FILES + " files change at once");
        HashSet<FileId> files = new HashSet<>(offer.files());
        require(
                wish.rename().stream()
                        .allMatch(rename -> files.contains(rename.file()) && (rename.meta() != null) == sealed),
                "files of the share are renamed, sealed ones by their meta block");
        require(files.containsAll(wish.remove()), "files of the share are removed");
        wish.add().forEach(file -> files.add(file.id()));
        wish.remove().forEach(files::remove);
        require(
                !files.isEmpty() && files.size() <= settings.maxFiles(),
                "a share has 1 to " + settings.maxFiles() + " files");
    }

    private static void follows(long version, long present) {
        if (version != present + 1) {
            throw new Problem(ProblemCode.CONFLICT, "the next version is " + (present + 1));
        }
    }

    private static void require(boolean met, String rule) {
        if (!met) {
            throw new Problem(ProblemCode.BAD_REQUEST, rule);
        }
    }

    /** Whether downloads under way have to show again that they may. */
    static boolean cuts(Edits.Edit wish) {
        return wish.password() != null || wish.limit() != null || !wish.remove().isEmpty() || endsNow(wish);
    }
}
