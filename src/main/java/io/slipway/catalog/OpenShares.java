package io.slipway.catalog;

import io.slipway.journal.Change;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.OpenUploads;
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
    private final Passwords passwords;
    private final Randomness randomness;
    private final CatalogSettings settings;

    OpenShares(Facts facts, NodeKeys keys, Passwords passwords, Randomness randomness, CatalogSettings settings) {
        this.facts = facts;
        this.keys = keys;
        this.passwords = passwords;
        this.randomness = randomness;
        this.settings = settings;
    }

    Future<OpenUploads.OpenUpload> begin(OpenUploads.BeginOpen wish) {
        Drafts.lifetime(wish.lifetimeMillis(), settings);
        ShareId shareId = randomness.shareId();
        FileId fileId = randomness.fileId();
        FileKey fileKey = FileKey.random(randomness);
        return keys.current()
                .compose(key -> facts.read(List.of()))
                .map(read -> new OpenUploads.OpenUpload(
                        shareId,
                        fileId,
                        fileKey.bytes(),
                        settings.plan().choose(read.now(), wish.lifetimeMillis()),
                        Drafts.partition(fileId, settings.bucketPartitions())));
    }

    Future<Catalog.ShareView> publish(OpenUploads.PublishOpen wish) {
        check(wish);
        return passwords.made(wish.terms().password()).compose(password -> publish(wish, password));
    }

    private Future<Catalog.ShareView> publish(OpenUploads.PublishOpen wish, Terms.Password password) {
        List<Future<byte[]>> wrapped = wish.files().stream()
                .map(file -> keys.wrap(FileKey.of(file.upload().fileKey()), file.header()))
                .toList();
        return Future.all(wrapped).compose(done -> facts.read(List.of())).compose(read -> {
            long now = read.now();
            ShareId shareId = wish.files().get(0).upload().shareId();
            Share.Offered share = share(wish, password, now);
            if (wish.files().stream().anyMatch(file -> endMillis(file) < share.endsAt())) {
                return Future.failedFuture(
                        new Problem(ProblemCode.REQUEST_TIMEOUT, "the upload took longer than uploads may take"));
            }
            List<Change> changes = new ArrayList<>();
            List<Catalog.FileView> views = new ArrayList<>();
            for (int i = 0; i < wish.files().size(); i++) {
                OpenUploads.OpenFile wished = wish.files().get(i);
                StoredFile.Complete file = file(wished, shareId, now);
                FileId id = file.body().id();
                String part = wish.changeId() + "." + id;
                changes.add(Creation.of(
                        Entities.key(file.body().keyId()),
                        part + ".key",
                        wrapped.get(i).result(),
                        List.of()));
                changes.addAll(segments(wished, part));
                changes.add(Creation.of(Entities.file(id), part, file, Creation.living(file)));
                views.add(Views.open(file, wished.name(), wished.path(), wished.type()));
            }
            changes.add(Creation.of(
                    Entities.share(shareId), wish.changeId(), share, Creation.due(Entities.share(shareId), share)));
            return facts.create(changes).map(done -> Views.share(shareId, share, null, views, now));
        });
    }

    private void check(OpenUploads.PublishOpen wish) {
        if (wish.files().isEmpty() || wish.files().size() > settings.maxFiles()) {
            throw new Problem(ProblemCode.BAD_REQUEST, "a share has 1 to " + settings.maxFiles() + " files");
        }
        for (OpenUploads.OpenFile file : wish.files()) {
            Drafts.size(file.size(), settings);
            if (!OpenUploads.OpenFile.FOLDER.equals(file.type()) || file.size() > 0) {
                settings.policy().size(file.size());
            }
            if (file.locations().length != Sizes.chunks(file.size()) * ChunkLocation.BYTES) {
                throw new Problem(ProblemCode.INTERNAL, "the index of an upload has holes");
            }
        }
    }

    private long endMillis(OpenUploads.OpenFile file) {
        return settings.plan().endMillis(file.upload().bucket());
    }

    private static StoredFile.Complete file(OpenUploads.OpenFile wish, ShareId share, long now) {
        OpenUploads.OpenUpload upload = wish.upload();
        StoredFile.Body body = new StoredFile.Body(
                upload.fileId(),
                wish.header(),
                wish.commit(),
                wish.meta(),
                NodeKeys.idFor(upload.fileId()),
                null,
                wish.size(),
                Sizes.chunks(wish.size()),
                upload.bucket(),
                upload.partition(),
                now,
                List.of(share),
                wish.sheet(),
                1);
        return new StoredFile.Complete(body, 0, wish.seal());
    }

    private static Share.Offered share(OpenUploads.PublishOpen wish, Terms.Password password, long now) {
        Share.Offer offer = offer(
                wish.changeId(),
                now,
                wish.lifetimeMillis(),
                wish.owner(),
                wish.files().stream().map(file -> file.upload().fileId()).toList(),
                Terms.of(wish.terms(), password));
        return new Share.Offered(offer, Share.plus(now, wish.lifetimeMillis()));
    }

    /** What an open share begins with, if nothing is said of its terms. */
    static Share.Offer offer(String changeId, long now, long lifetimeMillis, Digest owner, List<FileId> files) {
        return offer(changeId, now, lifetimeMillis, owner, files, Terms.FIRST);
    }

    private static Share.Offer offer(
            String changeId, long now, long lifetimeMillis, Digest owner, List<FileId> files, Terms terms) {
        return new Share.Offer(Mode.OPEN, changeId, now, lifetimeMillis, owner, null, null, null, null, files, terms);
    }

    private static List<Change> segments(OpenUploads.OpenFile wish, String changeId) {
        List<Change> segments = new ArrayList<>();
        int segment = Entities.SEGMENT * ChunkLocation.BYTES;
        for (int from = 0, number = 0; from < wish.locations().length; from += segment, number++) {
            segments.add(Creation.of(
                    Entities.segment(wish.upload().fileId(), 0, number),
                    changeId + ".segment." + number,
                    Arrays.copyOfRange(wish.locations(), from, Math.min(from + segment, wish.locations().length)),
                    List.of()));
        }
        return segments;
    }
}
