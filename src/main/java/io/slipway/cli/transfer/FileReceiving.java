package io.slipway.cli.transfer;

import io.slipway.seal.ChunkOpener;
import io.slipway.seal.SealBlock;
import io.slipway.seal.SealException;
import io.slipway.seal.Slp1;
import java.nio.file.Path;

/** One file on its way in: which of its chunks are being fetched, and whether all of it is there. Safe for use by threads. */
final class FileReceiving implements AutoCloseable {
    /** Chunks asked for at once. */
    static final int RUN_CHUNKS = 8;

    final OpenedFile file;
    final Path folder;
    final String name;
    private final ChunkSource source;
    private final Progress progress;
    private PartFile part;
    private long next;
    private int running;
    private boolean finishing;

    /**
     * @param folder where it is saved
     * @param name safe
     */
    FileReceiving(OpenedFile file, Path folder, String name, ChunkSource source, Progress progress) {
        this.file = file;
        this.folder = folder;
        this.name = name;
        this.source = source;
        this.progress = progress;
    }

    /** Chunks {@code from … to}, included. */
    record Run(long from, long to) {}

    /** The next chunks that aren't there and that nobody was given; null if there are none. */
    synchronized Run take() throws Stopped {
        if (part == null && !finishing) {
            part = PartFile.open(folder, file.id(), file.size());
            long had = part.recheck();
            progress.had(had);
            source.had(had);
        }
        while (next < file.chunks() && part.has(next)) {
            next++;
        }
        if (finishing || next >= file.chunks()) {
            return null;
        }
        long from = next;
        do {
            next++;
        } while (next < Math.min(from + RUN_CHUNKS, file.chunks()) && !part.has(next));
        running++;
        return new Run(from, next - 1);
    }

    /** Fetches, opens and writes a run. */
    void fetch(Run run) throws Stopped, InterruptedException {
        ChunkOpener opener = new ChunkOpener(file.key(), file.header(), file.commit());
        byte[] plaintext = new byte[(int) Math.min(Slp1.CHUNK_BYTES, file.size())];
        source.fetch(run.from, run.to, (chunk, bytes, length) -> {
            int opened;
            try {
                opened = opener.open(chunk, chunk == file.chunks() - 1, bytes, 0, length, plaintext, 0);
            } catch (SealException e) {
                throw OpenedShare.damaged(e);
            }
            part().write(chunk, plaintext, opened);
            progress.moved(opened);
        });
        synchronized (this) {
            running--;
        }
    }

    private synchronized PartFile part() {
        return part;
    }

    /** Whether all chunks are there and nobody was told so before. */
    synchronized boolean claimFinish() {
        boolean mine = !finishing && part != null && next >= file.chunks() && running == 0;
        finishing |= mine;
        return mine;
    }

    /** Waits for the seal, checks it against all that is there, then gives the file its name. @return where it is */
    Path finish() throws Stopped, InterruptedException {
        PartFile whole = part();
        byte[] seal = source.seal();
        try {
            SealBlock block = SealBlock.open(file.key(), file.header(), file.commit(), seal);
            block.check(file.size(), file.chunks());
            block.checkRoot(whole.root());
        } catch (SealException e) {
            throw OpenedShare.damaged(e);
        }
        Path named = whole.finish(name, file.meta().mtime());
        source.verified();
        return named;
    }

    @Override
    public synchronized void close() {
        Disk.closeQuietly(part);
    }
}
