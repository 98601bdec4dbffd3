package io.slipway.catalog;

import io.slipway.model.BucketId;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Edits;
import io.slipway.seal.FileHeader;
import io.slipway.seal.SealException;
import io.slipway.seal.Sizes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns what a client wishes for into the first states of a share and its files: pure, refuses what the limits forbid. */
final class Drafts {
    private Drafts() {}

    /** @throws Problem {@code BAD_FORMAT}, {@code BAD_REQUEST}, {@code TOO_LARGE} */
    static List<FileHeader> headers(Catalog.CreateShare wish, CatalogSettings settings) {
        int most = Math.min(Edits.MAX_FILES, settings.maxFiles());
        if (wish.files().isEmpty() || wish.files().size() > most) {
            throw new Problem(ProblemCode.BAD_REQUEST, "a share is made with 1 to " + most + " files");
        }
        lifetime(wish.lifetimeMillis(), settings);
        if (wish.live()) {
            live(wish, settings);
        }
        return headers(wish.files(), settings);
    }

    /** What is live ends with the sender's page, which alone can count downloads; nobody has to guess a password without the page. */
    private static void live(Catalog.CreateShare wish, CatalogSettings settings) {
        if (wish.lifetimeMillis() > settings.maxUploadMillis()) {
            throw new Problem(
                    ProblemCode.BAD_REQUEST, "a live share lasts at most " + settings.maxUploadMillis() + " ms here");
        }
        if (wish.terms().limit() > 0 || wish.terms().verifier() != null) {
            throw new Problem(ProblemCode.BAD_REQUEST, "a live share has no limit and no password here");
        }
        if (wish.files().stream().anyMatch(file -> file.upload() != null)) {
            throw new Problem(ProblemCode.BAD_REQUEST, "nobody uploads the files of a live share");
        }
    }

    /** @throws Problem {@code BAD_FORMAT}, {@code TOO_LARGE}, {@code TOO_SMALL} */
    static List<FileHeader> headers(List<Catalog.NewFile> files, CatalogSettings settings) {
        List<FileHeader> headers = new ArrayList<>();
        Set<FileId> ids = new HashSet<>();
        for (Catalog.NewFile file : files) {
            FileHeader header = header(file.header());
            if (!header.fileId().equals(file.id()) || !ids.add(file.id())) {
                throw new Problem(ProblemCode.BAD_FORMAT, "each file has an id of its own, and its header names it");
            }
            long size = header.announcedSize()
                    .orElseThrow(() -> new Problem(ProblemCode.BAD_FORMAT, "a sealed file announces its size"));
            size(size, settings);
            settings.policy().size(size);
            headers.add(header);
        }
        return headers;
    }

    static void size(long size, CatalogSettings settings) {
        if (size > settings.maxFileBytes()) {
            throw new Problem(
                    ProblemCode.TOO_LARGE, "a file may have at most " + settings.maxFileBytes() + " bytes here");
        }
    }

    static void lifetime(long millis, CatalogSettings settings) {
        if (millis < 1 || millis > settings.maxLifetime()) {
            throw new Problem(
                    ProblemCode.BAD_REQUEST, "a share may live at most " + settings.maxLifetime() + " ms here");
        }
    }

    static Share.Arriving share(Catalog.CreateShare wish, String keyId, long now, CatalogSettings settings) {
        Share.Offer offer = new Share.Offer(
                Mode.SEALED,
                wish.changeId(),
                now,
                wish.lifetimeMillis(),
                wish.owner(),
                wish.read(),
                wish.commit(),
                wish.meta(),
                keyId,
                wish.files().stream().map(Catalog.NewFile::id).toList(),
                Terms.of(
                        wish.terms(),
                        wish.terms().verifier() == null
                                ? null
                                : new Terms.Password(wish.terms().verifier(), null)),
                wish.live());
        return new Share.Arriving(offer, now + (wish.live() ? wish.lifetimeMillis() : settings.maxUploadMillis()));
    }

    /** @param share the wrapped share key; null for files that are added to a share */
    static Wraps wraps(byte[] share, List<Catalog.NewFile> files) {
        return new Wraps(
                share,
                files.stream()
                        .map(file -> new Wraps.FileWrap(file.id(), file.wrap()))
                        .toList(),
                List.of());
    }

    /** @param fromOffset where the file's partition ends now */
    static StoredFile.Receiving file(
            ShareId share,
            Catalog.NewFile wish,
            FileHeader header,
            BucketId bucket,
            int partition,
            long fromOffset,
            long now) {
        long size = header.announcedSize().orElseThrow();
        StoredFile.Body body = new StoredFile.Body(
                wish.id(),
                wish.header(),
                wish.commit(),
                wish.meta(),
                null,
                wish.upload(),
                size,
                Sizes.chunks(size),
                bucket,
                partition,
                now,
                List.of(share));
        return new StoredFile.Receiving(body, fromOffset, 0);
    }

    /** Which partition of its bucket holds a file: spread by the id's own random bits. */
    static int partition(FileId file, int partitions) {
        return Math.floorMod(java.nio.ByteBuffer.wrap(file.bytes()).getInt(), partitions);
    }

    private static FileHeader header(byte[] bytes) {
        try {
            return FileHeader.parse(bytes);
        } catch (SealException e) {
            throw new Problem(ProblemCode.BAD_FORMAT, "a file header is not one of SLP1");
        }
    }
}
