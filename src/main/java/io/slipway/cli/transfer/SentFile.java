package io.slipway.cli.transfer;

import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.Sizes;
import io.slipway.seal.Token;
import java.nio.file.Path;

/**
 * A file to send, and what makes it the same file in another run.
 *
 * @param upload the capability to write its chunks
 * @param path the folders it stands in, with slashes; empty: none
 * @param modified ms since 1970
 * @param type media type; empty: unknown
 * @param source where it is read; null: from standard input
 * @param sample a {@link Samples} of its content; null: of standard input
 */
record SentFile(
        FileId id,
        FileKey key,
        Token upload,
        String name,
        String path,
        long size,
        long modified,
        String type,
        Path source,
        Digest sample) {
    FileHeader header() {
        return FileHeader.of(id, size);
    }

    long chunks() {
        return Sizes.chunks(size);
    }

    /** Names and keys are not for logs. */
    @Override
    public String toString() {
        return "SentFile[" + id + ", " + size + " B]";
    }
}
