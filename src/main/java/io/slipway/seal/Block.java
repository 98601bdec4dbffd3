package io.slipway.seal;

/**
 * A small sealed thing of its own: {@code salt 16 B | AES-256-GCM(HKDF(key, salt, label(x) | u32 version, 32), 0^12,
 * aad = label(x) | commit, plaintext) + tag 16 B}. The fresh salt makes the zero nonce safe.
 */
final class Block {
    private static final byte[] NONCE = new byte[Slp1.NONCE_BYTES];

    private Block() {}

    /** @param version 0 … {@link Slp1#MAX_VERSION} */
    static byte[] seal(byte[] key, String x, long version, Scope scope, byte[] plaintext, Randomness randomness) {
        byte[] salt = randomness.bytes(Slp1.SALT_BYTES);
        byte[] label = Labels.label(x, scope.hh());
        byte[] block = new byte[plaintext.length + Slp1.BLOCK_OVERHEAD];
        System.arraycopy(salt, 0, block, 0, salt.length);
        byte[] aad = Bytes.concat(label, scope.commit().raw());
        byte[] blockKey = blockKey(key, salt, label, version);
        new Gcm().seal(blockKey, NONCE, aad, plaintext, 0, plaintext.length, block, Slp1.SALT_BYTES);
        return block;
    }

    /** @throws SealException {@link SealError#BAD_LENGTH} if it is too short for a block, {@link SealError#BAD_BLOCK} */
    static byte[] open(byte[] key, String x, long version, Scope scope, byte[] block) {
        if (block.length < Slp1.BLOCK_OVERHEAD) {
            throw new SealException(SealError.BAD_LENGTH, "too short for a block");
        }
        byte[] salt = new byte[Slp1.SALT_BYTES];
        System.arraycopy(block, 0, salt, 0, salt.length);
        byte[] label = Labels.label(x, scope.hh());
        byte[] plaintext = new byte[block.length - Slp1.BLOCK_OVERHEAD];
        byte[] aad = Bytes.concat(label, scope.commit().raw());
        byte[] blockKey = blockKey(key, salt, label, version);
        int sealedLength = block.length - Slp1.SALT_BYTES;
        if (!new Gcm().open(blockKey, NONCE, aad, block, Slp1.SALT_BYTES, sealedLength, plaintext, 0)) {
            throw new SealException(SealError.BAD_BLOCK, "a block does not open: " + x);
        }
        return plaintext;
    }

    private static byte[] blockKey(byte[] key, byte[] salt, byte[] label, long version) {
        if (version < 0 || version > Slp1.MAX_VERSION) {
            throw new IllegalArgumentException("a block's version is a u32");
        }
        return Hkdf.derive(key, salt, Bytes.concat(label, Bytes.u32(version)), Slp1.KEY_BYTES);
    }
}
