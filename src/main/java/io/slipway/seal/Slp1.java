package io.slipway.seal;

/** The numbers of the format. All sizes are in bytes. */
public final class Slp1 {
    /** A file header, see {@link FileHeader}. */
    public static final int HEADER_BYTES = 32;
    /** Every key, secret, token, digest and commitment. */
    public static final int KEY_BYTES = 32;
    /** Plaintext of a full segment: what one AES-GCM call seals. Larger calls are far slower on Java 17. */
    public static final int SEGMENT_BYTES = 1 << 16;
    /** Plaintext of a full chunk. */
    public static final int CHUNK_BYTES = 1 << 20;

    public static final int SEGMENTS_PER_CHUNK = CHUNK_BYTES / SEGMENT_BYTES;
    /** The random salt every chunk and every block begins with. */
    public static final int SALT_BYTES = 16;
    /** AES-GCM authentication tag (NIST SP 800-38D). */
    public static final int TAG_BYTES = 16;

    public static final int SEALED_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES;
    /** Every chunk but a file's last one has exactly this many bytes: 1,048,848. */
    public static final int SEALED_CHUNK_BYTES = SALT_BYTES + SEGMENTS_PER_CHUNK * SEALED_SEGMENT_BYTES;
    /** What a block adds to its plaintext. */
    public static final int BLOCK_OVERHEAD = SALT_BYTES + TAG_BYTES;
    /** A wrapped key: a block that holds 32 bytes. */
    public static final int WRAP_BYTES = KEY_BYTES + BLOCK_OVERHEAD;
    /** A seal block, see {@link SealBlock}. */
    public static final int SEAL_BYTES = 8 + 8 + KEY_BYTES + BLOCK_OVERHEAD;
    /** The plaintext of a meta block is a multiple of this. */
    public static final int META_STEP = 256;
    /** The longest plaintext of a meta block. */
    public static final int MAX_META_BYTES = 31 * META_STEP;
    /** The largest file, 2^53 - 1: sizes also travel as JSON numbers (RFC 8785 asks for I-JSON, RFC 7493). */
    public static final long MAX_SIZE = (1L << 53) - 1;
    /** The largest chunk number; bounded like {@link #MAX_SIZE}. */
    public static final long MAX_INDEX = (1L << 53) - 1;
    /** The largest block version, 2^32 - 1. */
    public static final long MAX_VERSION = (1L << 32) - 1;
    /** Rounds of PBKDF2 (RFC 8018) for a share's password. */
    public static final int PASSWORD_ROUNDS = 600_000;

    static final int ID_BYTES = 16;
    static final int NONCE_BYTES = 12;

    private Slp1() {}
}
