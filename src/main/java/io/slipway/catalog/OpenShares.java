package io.slipway.catalog;

import io.slipway.journal.Change;
import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.seal.FileKey;
import io.slipway.seal.Randomness;
import io.slipway.seal.Sizes;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Shares whose files the node seals and opens itself. */
final class OpenShares {
    private final Facts facts;
    private final NodeKeys keys;
    private final Randomness randomness;
    private final CatalogSettings settings;

    OpenShares(Facts facts, NodeKeys keys, Randomness randomness, CatalogSettings settings) {
        this.facts = facts;
        this.keys = keys;
        this.randomness = randomness;
        this.settings = settings;
    }

    Future<Catalog.OpenUpload> begin(Catalog.BeginOpen wish) {
        Drafts.lifetime(wish.lifetimeMillis(), settings);
        ShareId shareId = randomness.shareId();
        FileId fileId = randomness.fileId();
        FileKey fileKey = FileKey.random(randomness);
        return keys.current()
                .compose(key -> facts.read(List.of()))
                .map(read -> new Catalog.OpenUpload(
                        shareId,
                        fileId,
                        fileKey.bytes(),
                        settings.plan().choose(read.now(), wish.lifetimeMillis()),
                        Drafts.partition(fileId, settings.bucketPartitions())));
    }

    Future<Catalog.ShareView> publish(Catalog.PublishOpen wish) {
        Drafts.size(wish.size(), settings);
        long chunks = Sizes.chunks(wish.size());
        if (wish.locations().length != chunks * ChunkLocation.BYTES) {
            return Future.failedFuture(new Problem(ProblemCode.INTERNAL, "the index of an upload has holes"));
        }
        Catalog.OpenUpload upload = wish.upload();
        return keys.wrap(FileKey.of(upload.fileKey()), wish.header())
                .compose(wrapped -> facts.read(List.of()).compose(read -> {
                    long now = read.now();
                    String keyId = NodeKeys.idFor(upload.fileId());
                    StoredFile.Complete file = file(wish, keyId, chunks, now);
                    Share.Offered share = share(wish, now);
                    if (settings.plan().endMillis(upload.bucket()) < share.endsAt()) {
                        return Future.failedFuture(new Problem(
                                ProblemCode.REQUEST_TIMEOUT, "the upload took longer than uploads may take"));
                    }
                    List<Change> changes = new ArrayList<>();
                    changes.add(Creation.of(Entities.key(keyId), wish.changeId() + ".key", wrapped, List.of()));
                    changes.addAll(segments(wish));
                    changes.add(Creation.of(
                            Entities.file(upload.fileId()), wish.changeId() + ".file", file, Creation.living(file)));
                    changes.add(Creation.of(
                            Entities.share(upload.shareId()),
                            wish.changeId(),
                            share,
                            Creation.due(Entities.share(upload.shareId()), share)));
                    return facts.create(changes)
                            .map(done -> Views.share(
                                    upload.shareId(),
                                    share,
                                    null,
                                    List.of(Views.open(file, wish.name(), wish.type(), 0)),
                                    now));
                }));
    }

    private static StoredFile.Complete file(Catalog.PublishOpen wish, String keyId, long chunks, long now) {
        Catalog.OpenUpload upload = wish.upload();
        StoredFile.Body body = new StoredFile.Body(
                upload.fileId(),
                wish.header(),
                wish.commit(),
                wish.meta(),
                keyId,
                null,
                wish.size(),
                chunks,
                upload.bucket(),
                upload.partition(),
                now,
                List.of(upload.shareId()));
        return new StoredFile.Complete(body, 0, wish.seal());
    }

    private static Share.Offered share(Catalog.PublishOpen wish, long now) {
        Share.Offer offer = new Share.Offer(
                Mode.OPEN,
                wish.changeId(),
                now,
                wish.lifetimeMillis(),
                wish.owner(),
                null,
                null,
                null,
                null,
                List.of(wish.upload().fileId()));
        return new Share.Offered(offer, Share.plus(now, wish.lifetimeMillis()));
    }

    private static List<Change> segments(Catalog.PublishOpen wish) {
        List<Change> segments = new ArrayList<>();
        int segment = Entities.SEGMENT * ChunkLocation.BYTES;
        for (int from = 0, number = 0; from < wish.locations().length; from += segment, number++) {
            segments.add(Creation.of(
                    Entities.segment(wish.upload().fileId(), 0, number),
                    wish.changeId() + ".segment." + number,
                    Arrays.copyOfRange(wish.locations(), from, Math.min(from + segment, wish.locations().length)),
                    List.of()));
        }
        return segments;
    }
}
