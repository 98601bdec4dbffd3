package io.slipway.catalog;

import io.slipway.bus.Bus;
import io.slipway.journal.Change;
import io.slipway.journal.EntityKey;
import io.slipway.model.BucketId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Downloads;
import io.slipway.seal.FileHeader;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes sealed shares: keys, then files, then the share, appended together. A creation whose answer was lost, or that was
 * cut short, is repeated under its change id: what stands already is taken as it is, what is missing is made.
 */
final class SealedShares {
    /** How often a creation that met another one looks what came of it. */
    private static final int TRIES = 3;

    private final Bus bus;
    private final Facts facts;
    private final RedisUploads uploads;
    private final Shares shares;
    private final CatalogSettings settings;
    private final Map<ShareId, Running> running = new HashMap<>();

    SealedShares(Bus bus, Facts facts, RedisUploads uploads, Shares shares, CatalogSettings settings) {
        this.bus = bus;
        this.facts = facts;
        this.uploads = uploads;
        this.shares = shares;
        this.settings = settings;
    }

    private record Running(String changeId, Future<Catalog.ShareView> outcome) {}

    Future<Catalog.ShareView> create(Catalog.CreateShare wish) {
        List<FileHeader> headers = Drafts.headers(wish, settings);
        Running other = running.get(wish.id());
        if (other != null && other.changeId.equals(wish.changeId())) {
            return other.outcome;
        }
        Future<Catalog.ShareView> outcome = create(wish, headers, TRIES);
        if (other == null && !outcome.isComplete()) {
            running.put(wish.id(), new Running(wish.changeId(), outcome));
            return outcome.onComplete(done -> running.remove(wish.id()));
        }
        return outcome;
    }

    private Future<Catalog.ShareView> create(Catalog.CreateShare wish, List<FileHeader> headers, int tries) {
        EntityKey share = Entities.share(wish.id());
        List<EntityKey> parts = new ArrayList<>();
        parts.add(share);
        parts.add(Entities.key(wish.id().text()));
        wish.files().forEach(file -> parts.add(Entities.file(file.id())));
        return facts.read(parts).compose(read -> {
            if (read.exists(share)) {
                return repeated(wish, read);
            }
            BucketId bucket = settings.plan().choose(read.now(), wish.lifetimeMillis());
            return ends(wish.files(), bucket)
                    .compose(ends -> append(wish, headers, bucket, ends, read))
                    .recover(failure -> tries > 1 && isConflict(failure)
                            ? create(wish, headers, tries - 1)
                            : Future.failedFuture(failure));
        });
    }

    private static boolean isConflict(Throwable failure) {
        return failure instanceof Problem problem && problem.code() == ProblemCode.CONFLICT;
    }

    private Future<Catalog.ShareView> repeated(Catalog.CreateShare wish, Facts.Read read) {
        if (read.share(wish.id()).offer().changeId().equals(wish.changeId())) {
            return shares.find(new Catalog.FindShare(wish.id(), wish.owner(), Downloads.Visitor.NOBODY, 0));
        }
        return Future.failedFuture(taken());
    }

    /** Where the partitions that the files will be in end now. */
    Future<Map<Integer, Long>> ends(List<Catalog.NewFile> files, BucketId bucket) {
        Map<Integer, Future<Chunks.End>> asked = new LinkedHashMap<>();
        for (Catalog.NewFile file : files) {
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
            Catalog.CreateShare wish,
            List<FileHeader> headers,
            BucketId bucket,
            Map<Integer, Long> ends,
            Facts.Read read) {
        String keyId = wish.id().text();
        Share.Arriving share = Drafts.share(wish, keyId, read.now(), settings);
        Wraps wraps = Drafts.wraps(wish.wrap(), wish.files());
        List<Change> changes = new ArrayList<>();
        if (!stands(read, Entities.key(keyId), StateCodec.write(wraps))) {
            changes.add(Creation.of(Entities.key(keyId), wish.changeId() + ".key", wraps, List.of()));
        }
        Newcomers newcomers =
                newcomers(wish.id(), wish.changeId(), new Newcomers.Place(bucket, ends), wish.files(), headers, read);
        changes.addAll(newcomers.changes());
        changes.add(Creation.of(
                Entities.share(wish.id()), wish.changeId(), share, Creation.due(Entities.share(wish.id()), share)));
        return facts.create(changes)
                .compose(created -> begin(newcomers))
                .map(begun -> Views.share(
                        wish.id(),
                        share,
                        wraps,
                        newcomers.files().stream()
                                .map(file -> Views.sealed(file, wraps, 0))
                                .toList(),
                        read.now()));
    }

    /**
     * Files that come to a share.
     *
     * @param changes that make those that aren't there
     */
    record Newcomers(List<StoredFile> files, List<StoredFile> fresh, List<Change> changes) {
        /** @param ends where the bucket's partitions end now */
        record Place(BucketId bucket, Map<Integer, Long> ends) {}
    }

    /** @param read holds the files, as far as they are there already */
    Newcomers newcomers(
            ShareId share,
            String changeId,
            Newcomers.Place place,
            List<Catalog.NewFile> wished,
            List<FileHeader> headers,
            Facts.Read read) {
        Newcomers made = new Newcomers(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < headers.size(); i++) {
            Catalog.NewFile wish = wished.get(i);
            if (read.exists(Entities.file(wish.id()))) {
                made.files.add(own(read, share, wish));
                continue;
            }
            int partition = Drafts.partition(wish.id(), settings.bucketPartitions());
            StoredFile.Receiving file = Drafts.file(
                    share, wish, headers.get(i), place.bucket, partition, place.ends.get(partition), read.now());
            made.files.add(file);
            made.fresh.add(file);
            made.changes.add(Creation.of(
                    Entities.file(wish.id()), changeId + "." + wish.id(), file, Creation.arriving(file, settings)));
        }
        return made;
    }

    /** Says that the uploads of files that were made just now have nothing yet. */
    Future<Void> begin(Newcomers newcomers) {
        return Future.all(newcomers.fresh.stream()
                        .filter(file -> !file.body().isLive())
                        .map(file -> uploads.begin(file.body().id()))
                        .toList())
                .mapEmpty();
    }

    /** Whether an entity stands with this very state. @throws Problem {@code CONFLICT} if it stands with another one */
    static boolean stands(Facts.Read read, EntityKey key, byte[] state) {
        if (!read.exists(key)) {
            return false;
        }
        if (!Arrays.equals(read.stateOrNull(key), state)) {
            throw taken();
        }
        return true;
    }

    /** A file that an earlier, cut short try of the same creation has made. @throws Problem {@code CONFLICT} if it isn't */
    private static StoredFile own(Facts.Read read, ShareId share, Catalog.NewFile wished) {
        if (read.stateOrNull(Entities.file(wished.id())) == null) {
            throw taken();
        }
        StoredFile file = read.file(wished.id());
        boolean same = file instanceof StoredFile.Receiving
                && file.body().shares().equals(List.of(share))
                && wished.upload().equals(file.body().upload())
                && Arrays.equals(file.body().header(), wished.header())
                && Arrays.equals(file.body().commit(), wished.commit());
        if (!same) {
            throw taken();
        }
        return file;
    }

    private static Problem taken() {
        return new Problem(ProblemCode.CONFLICT, "this id is taken");
    }
}
