package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.seal.FileOpener;
import io.slipway.seal.SealError;
import io.slipway.seal.SealException;
import io.slipway.seal.Slp1;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes one file to a stream as it comes, chunk by chunk, each only after it opened. The last chunk is held back until seal and root
 * were verified, so that what is cut or changed ends early as well as with a failure.
 */
final class StreamedFile {
    private final OpenedFile file;
    private final ChunkSource source;
    private final Progress progress;

    StreamedFile(OpenedFile file, ChunkSource source, Progress progress) {
        this.file = file;
        this.source = source;
        this.progress = progress;
    }

    void write(OutputStream out) throws Stopped, InterruptedException {
        FileOpener opener = new FileOpener(file.key(), file.header(), file.commit());
        byte[] plaintext = new byte[(int) Math.min(Slp1.CHUNK_BYTES, file.size())];
        int[] held = {0};
        long last = file.chunks() - 1;
        try {
            source.fetch(0, last, (chunk, bytes, length) -> {
                int opened = opener.next(bytes, 0, length, chunk == last, plaintext, 0);
                if (chunk == last) {
                    held[0] = opened;
                } else {
                    write(out, plaintext, opened);
                }
                progress.moved(opened);
            });
            if (opener.end(source.seal()).size() != file.size()) {
                throw new SealException(SealError.BAD_SEAL, "the seal is of a file of another size");
            }
        } catch (SealException e) {
            throw new Stopped(
                    ExitCode.DAMAGED,
                    "what the node gives isn't what was sealed (" + e.error()
                            + "); what was written is not the whole file");
        }
        write(out, plaintext, held[0]);
        source.verified();
        Arrays.fill(plaintext, (byte) 0);
    }

    private static void write(OutputStream out, byte[] bytes, int length) throws Stopped {
        try {
            out.write(bytes, 0, length);
            out.flush();
        } catch (IOException e) {
            throw new Stopped(ExitCode.FAULT, "standard output takes no more");
        }
    }
}
