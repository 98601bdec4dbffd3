package io.slipway.cli.transfer;

import io.slipway.cli.transfer.ShareSeen.FileSeen;
import io.slipway.model.FileId;
import io.slipway.seal.Commit;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.FileMeta;
import io.slipway.seal.KeyWrap;
import io.slipway.seal.SealError;
import io.slipway.seal.SealException;
import io.slipway.seal.ShareKey;
import io.slipway.seal.Sizes;

/**
 * A file of a sealed share whose key and metadata were opened.
 *
 * @param size as announced: what the seal has to say as well
 * @param seal sealed; null while the file arrives
 */
record OpenedFile(FileId id, FileHeader header, FileKey key, Commit commit, FileMeta meta, long size, byte[] seal) {
    /** @throws SealException if a part of it isn't what its sender sealed */
    static OpenedFile open(ShareKey share, FileSeen seen) {
        FileHeader header = FileHeader.parse(present(seen.header()));
        if (!header.fileId().equals(seen.file())) {
            throw new SealException(SealError.BAD_HEADER, "of another file");
        }
        Commit commit = Commit.parse(present(seen.commit()));
        FileKey key = KeyWrap.openFile(share, present(seen.wrap()), header, commit);
        FileMeta meta = FileMeta.open(key, header, commit, seen.metaVersion(), present(seen.meta()));
        long size = header.announcedSize()
                .orElseThrow(() -> new SealException(SealError.BAD_HEADER, "a kept file of unknown size"));
        return new OpenedFile(
                seen.file(), header, key, commit, meta, size, seen.complete() ? present(seen.seal()) : null);
    }

    /** Whether all of it is at the node. */
    boolean isComplete() {
        return seal != null;
    }

    long chunks() {
        return Sizes.chunks(size);
    }

    private static byte[] present(byte[] part) {
        if (part == null) {
            throw new SealException(SealError.BAD_HEADER, "a part of the share is missing");
        }
        return part;
    }

    /** Names and keys are not for logs. */
    @Override
    public String toString() {
        return "OpenedFile[" + id + ", " + size + " B]";
    }
}
