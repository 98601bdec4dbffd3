package io.slipway.seal;

/** Everything that may be wrong with sealed bytes, in one list. The names are stable: the shared vectors hold them. */
public enum SealError {
    /** A header of another length, magic, suite, chunk or segment size, with unknown flags or an impossible size. */
    BAD_HEADER,
    /** The key isn't the one the commitment was made for. */
    BAD_COMMIT,
    /** A chunk, block or key of a length it can't have; found before anything is opened. */
    BAD_LENGTH,
    /** A segment that doesn't open: changed, moved, of another file, or with the wrong last bit. */
    BAD_SEGMENT,
    /** A block that doesn't open: changed, of another file or share, another label or another version. */
    BAD_BLOCK,
    /** A seal that opened but contradicts itself, the header or what arrived. */
    BAD_SEAL,
    /** The plaintext isn't the one the seal was made for. */
    BAD_ROOT,
    /** The file stops before its last chunk, or before that chunk's last segment. */
    TRUNCATED,
    /** Something follows the file's last chunk. */
    TRAILING,
    /** File metadata that isn't in its one canonical form. */
    BAD_META,
    /** A link that isn't a share link with a secret of version 1. */
    BAD_LINK
}
