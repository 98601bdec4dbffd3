package io.slipway.seal;

/**
 * What a sealed file is called. Canonical JSON (RFC 8785) of one flat object, filled up with zeros so that its length says
 * little about the name's.
 *
 * @param name as its owner gave it, in whatever Unicode form; well-formed, not cleaned: never to be used as a path as it is
 * @param path of the folder it stood in, with slashes; empty if none
 * @param type media type; empty if unknown
 * @param mtime last change, milliseconds since 1970, UTC, within ± 2^53 - 1
 * @param size of the plaintext in bytes, 0 … {@link Slp1#MAX_SIZE}
 */
public record FileMeta(String name, String path, String type, long mtime, long size) {
    /** @throws IllegalArgumentException if a number is out of its bounds */
    public FileMeta {
        if (!isPossible(mtime, size)) {
            throw new IllegalArgumentException("times and sizes are within 2^53 - 1");
        }
    }

    /**
     * The plaintext of the meta block, a multiple of {@value Slp1#META_STEP} bytes.
     *
     * @throws SealException {@link SealError#BAD_META} if it comes to more than {@link Slp1#MAX_META_BYTES}, or a text isn't
     *     well-formed Unicode
     */
    public byte[] json() {
        return FileMetaJson.write(this);
    }

    /** @throws SealException {@link SealError#BAD_META} unless these are exactly the bytes {@link #json} makes */
    public static FileMeta parse(byte[] json) {
        return FileMetaJson.read(json);
    }

    /** @param version raised with every renaming, 1 … {@link Slp1#MAX_VERSION} */
    public byte[] seal(FileKey key, FileHeader header, long version, Randomness randomness) {
        Scope scope = Scope.file(header, Commit.of(key, header));
        return Block.seal(key.raw(), Labels.META, version, scope, json(), randomness);
    }

    /**
     * @throws SealException {@link SealError#BAD_COMMIT}, {@link SealError#BAD_LENGTH}, {@link SealError#BAD_BLOCK},
     *     {@link SealError#BAD_META}
     */
    public static FileMeta open(FileKey key, FileHeader header, Commit commit, long version, byte[] block) {
        commit.check(Commit.of(key, header));
        int plaintext = block.length - Slp1.BLOCK_OVERHEAD;
        if (plaintext < Slp1.META_STEP || plaintext > Slp1.MAX_META_BYTES || plaintext % Slp1.META_STEP != 0) {
            throw new SealException(SealError.BAD_LENGTH, "a meta block holds whole steps of 256 bytes");
        }
        return parse(Block.open(key.raw(), Labels.META, version, Scope.file(header, commit), block));
    }

    static boolean isPossible(long mtime, long size) {
        return mtime >= -Slp1.MAX_SIZE && mtime <= Slp1.MAX_SIZE && size >= 0 && size <= Slp1.MAX_SIZE;
    }

    /** Names are not for logs. */
    @Override
    public String toString() {
        return "FileMeta[***, " + size + " B]";
    }
}
