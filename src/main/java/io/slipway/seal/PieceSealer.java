package io.slipway.seal;

import io.slipway.model.Digest;

/**
 * Seals an open file that arrives over many requests, maybe on several nodes: chunks when they are full or the file is
 * complete, and as a tail what isn't a whole chunk yet. Beside each chunk goes the digest of its plaintext, sealed, so that
 * whoever ends the file can make its seal without reading it again.
 *
 * <p>Every call makes a fresh salt. Keep one per request; not safe for use by two threads at once.
 */
public final class PieceSealer {
    /** The longest sheet: what fits into a request's headers. */
    public static final int MAX_SHEET_BYTES = 8 << 10;

    private static final int VERSION = 1;

    private final FileKey key;
    private final FileHeader header;
    private final Commit commit;
    private final Scope scope;
    private final Randomness randomness;
    private final ChunkSealer sealer;

    /**
     * A chunk or a tail, sealed.
     *
     * @param digest SHA-256 of the sealed bytes
     * @param plaintext SHA-256 of the plaintext; null for a tail
     * @param note that one, sealed: 64 bytes; null for a tail
     */
    public record Piece(byte[] bytes, Digest digest, Digest plaintext, byte[] note) {}

    public PieceSealer(FileKey key, FileHeader header, Randomness randomness) {
        this.key = key;
        this.header = header;
        this.commit = Commit.of(key, header);
        this.scope = Scope.file(header, commit);
        this.randomness = randomness;
        this.sealer = new ChunkSealer(key, header, randomness);
    }

    /** @param last whether it is the file's last chunk; any other has exactly 1 MiB, and only an empty file's is empty */
    public Piece chunk(long index, boolean last, byte[] plaintext, int length) {
        byte[] bytes = new byte[Sizes.sealedLength(length)];
        int written = sealer.seal(index, last, plaintext, 0, length, bytes, 0);
        Digest digest = Digests.sha256(plaintext, 0, length);
        byte[] note = Block.seal(key.raw(), Labels.DIGEST, index, scope, digest.bytes(), randomness);
        return new Piece(bytes, Digests.sha256(bytes, 0, written), digest, note);
    }

    /** @param length 1 byte … 1 MiB */
    public Piece tail(long index, byte[] plaintext, int length) {
        byte[] bytes = new byte[Sizes.sealedLength(length)];
        int written = sealer.sealTail(index, plaintext, 0, length, bytes, 0);
        return new Piece(bytes, Digests.sha256(bytes, 0, written), null, null);
    }

    /** @throws SealException {@link SealError#BAD_LENGTH}, {@link SealError#BAD_SEGMENT} */
    public byte[] openTail(long index, byte[] tail) {
        return new ChunkOpener(key, header, commit).openTail(index, tail);
    }

    /** The digest that a chunk's note holds. @throws SealException {@link SealError#BAD_BLOCK} */
    public Digest openNote(long index, byte[] note) {
        return Digest.of(Block.open(key.raw(), Labels.DIGEST, index, scope, note));
    }

    /** Seals what the client said of the upload, at most {@value #MAX_SHEET_BYTES} bytes. */
    public byte[] sealSheet(byte[] sheet) {
        if (sheet.length > MAX_SHEET_BYTES) {
            throw new IllegalArgumentException("a sheet has at most " + MAX_SHEET_BYTES + " bytes");
        }
        return Block.seal(key.raw(), Labels.SHEET, VERSION, scope, sheet, randomness);
    }

    /** @throws SealException {@link SealError#BAD_LENGTH}, {@link SealError#BAD_BLOCK} */
    public byte[] openSheet(byte[] block) {
        return Block.open(key.raw(), Labels.SHEET, VERSION, scope, block);
    }

    /** The seal of the whole file. @param root over the digests of all its chunks' plaintext */
    public byte[] seal(long size, Digest root) {
        return new SealBlock(size, root).seal(key, header, randomness);
    }
}
