package io.slipway.seal;

import io.slipway.model.Digest;
import java.util.Arrays;

/**
 * Opens and verifies one whole file: its chunks in order, then its seal. Whatever is wrong ends it for good; a caller then
 * breaks off what it was writing and never closes it as if it were whole.
 *
 * <p>Reuses its cipher; not safe for use by two threads at once.
 */
public final class FileOpener {
    private final FileKey key;
    private final FileHeader header;
    private final Commit commit;
    private final ChunkOpener opener;
    private final RunningDigest chunkDigest = Digests.running();
    private final RootDigest root = new RootDigest();
    private long index;
    private long size;
    private boolean lastSeen;
    private SealException failure;

    /** @throws SealException {@link SealError#BAD_COMMIT} if the key isn't the one committed to */
    public FileOpener(FileKey key, FileHeader header, Commit commit) {
        this.key = key;
        this.header = header;
        this.commit = commit;
        this.opener = new ChunkOpener(key, header, commit);
    }

    /** Bytes of plaintext opened so far. */
    public long size() {
        return size;
    }

    /**
     * Opens the next chunk into {@code out}.
     *
     * @param last whether no chunk follows it
     * @return how many bytes of plaintext were written
     * @throws SealException {@link SealError#BAD_LENGTH}, {@link SealError#BAD_SEGMENT}, {@link SealError#TRUNCATED} if no
     *     chunk follows although this isn't the last, {@link SealError#TRAILING} if this comes after the last or is the last
     *     and yet something follows
     */
    public int next(byte[] chunk, int offset, int length, boolean last, byte[] out, int outOffset) {
        checkGood();
        try {
            if (lastSeen) {
                throw new SealException(SealError.TRAILING, "something follows the last chunk");
            }
            int opened = open(chunk, offset, length, last, out, outOffset);
            lastSeen = last;
            index++;
            size += opened;
            chunkDigest.update(out, outOffset, opened);
            root.add(chunkDigest.end());
            return opened;
        } catch (SealException e) {
            failure = e;
            throw e;
        }
    }

    /** Opens the next chunk, a whole array, into a new one. */
    public byte[] next(byte[] chunk, boolean last) {
        byte[] out = new byte[Math.min(chunk.length, Slp1.CHUNK_BYTES)];
        return Arrays.copyOf(out, next(chunk, 0, chunk.length, last, out, 0));
    }

    /**
     * Checks the seal against all that arrived. Only after this is the file verified.
     *
     * @throws SealException {@link SealError#TRUNCATED} if the last chunk didn't arrive, all of {@link SealBlock#open},
     *     {@link SealError#BAD_SEAL}, {@link SealError#BAD_ROOT}
     */
    public SealBlock end(byte[] sealBlock) {
        checkGood();
        try {
            if (!lastSeen) {
                throw new SealException(SealError.TRUNCATED, "the file stops before its last chunk");
            }
            SealBlock seal = SealBlock.open(key, header, commit, sealBlock);
            seal.check(size, index);
            Digest arrived = root.end();
            seal.checkRoot(arrived);
            return seal;
        } catch (SealException e) {
            failure = e;
            throw e;
        }
    }

    private int open(byte[] chunk, int offset, int length, boolean last, byte[] out, int outOffset) {
        try {
            return opener.open(index, last, chunk, offset, length, out, outOffset);
        } catch (SealException e) {
            if (e.error() == SealError.BAD_SEGMENT && opener.finalSegmentOpens(index, !last, chunk, offset, length)) {
                throw last
                        ? new SealException(SealError.TRUNCATED, "the file goes on after what came as its end")
                        : new SealException(SealError.TRAILING, "something follows the last chunk");
            }
            throw e;
        }
    }

    private void checkGood() {
        if (failure != null) {
            throw failure;
        }
    }
}
