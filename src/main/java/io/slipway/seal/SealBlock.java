package io.slipway.seal;

import io.slipway.model.Digest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What makes a file whole: {@code u64 size | u64 chunks | root}, sealed under the file's key when its last byte is known.
 *
 * @param size of the plaintext, 0 … {@link Slp1#MAX_SIZE}
 * @param chunks how many there are, as {@link Sizes#chunks} has it
 * @param root see {@link RootDigest}
 */
public record SealBlock(long size, long chunks, Digest root) {
    private static final int VERSION = 1;

    public SealBlock(long size, Digest root) {
        this(size, Sizes.chunks(size), root);
    }

    /** The {@value Slp1#SEAL_BYTES} bytes that are stored. */
    public byte[] seal(FileKey key, FileHeader header, Randomness randomness) {
        Scope scope = Scope.file(header, Commit.of(key, header));
        byte[] plaintext = Bytes.concat(Bytes.u64(size), Bytes.u64(chunks), root.bytes());
        return Block.seal(key.raw(), Labels.SEAL, VERSION, scope, plaintext, randomness);
    }

    /**
     * @throws SealException {@link SealError#BAD_COMMIT}, {@link SealError#BAD_LENGTH}, {@link SealError#BAD_BLOCK}, or
     *     {@link SealError#BAD_SEAL} if it contradicts itself or the size the header announced
     */
    public static SealBlock open(FileKey key, FileHeader header, Commit commit, byte[] block) {
        commit.check(Commit.of(key, header));
        if (block.length != Slp1.SEAL_BYTES) {
            throw new SealException(SealError.BAD_LENGTH, "a seal has " + Slp1.SEAL_BYTES + " bytes");
        }
        byte[] plaintext = Block.open(key.raw(), Labels.SEAL, VERSION, Scope.file(header, commit), block);
        ByteBuffer in = ByteBuffer.wrap(plaintext);
        long size = in.getLong();
        long chunks = in.getLong();
        boolean possible = size >= 0
                && size <= Slp1.MAX_SIZE
                && chunks == Sizes.chunks(size)
                && header.announcedSize().orElse(size) == size;
        if (!possible) {
            throw new SealException(SealError.BAD_SEAL, "the seal contradicts itself or the announced size");
        }
        return new SealBlock(size, chunks, Digest.of(Arrays.copyOfRange(plaintext, in.position(), plaintext.length)));
    }

    /** @throws SealException {@link SealError#BAD_SEAL} if another number of bytes or chunks arrived */
    public void check(long arrivedSize, long arrivedChunks) {
        if (arrivedSize != size || arrivedChunks != chunks) {
            throw new SealException(SealError.BAD_SEAL, "the seal is of a file of another size");
        }
    }

    /** @throws SealException {@link SealError#BAD_ROOT} if other plaintext arrived */
    public void checkRoot(Digest arrived) {
        if (!root.equals(arrived)) {
            throw new SealException(SealError.BAD_ROOT, "the plaintext is not the one that was sealed");
        }
    }
}
