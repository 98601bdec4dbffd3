package io.slipway.seal;

import java.util.List;

/**
 * SLP1 as plain functions of bytes, so that independent implementations can be held against the same vectors and against
 * each other. Salts are given by the caller. Whatever is refused ends in a {@link SealException}.
 */
interface SlpEngine {
    byte[] sha256(byte[] bytes);

    byte[] hkdf(byte[] ikm, byte[] salt, byte[] info, int length);

    byte[] label(String x, byte[] hh);

    /** @param size null: unknown */
    byte[] header(byte[] fileId, Long size);

    void parseHeader(byte[] header);

    byte[] commit(byte[] fileKey, byte[] header);

    void checkCommit(byte[] fileKey, byte[] header, byte[] commit);

    byte[] sealChunk(byte[] fileKey, byte[] header, long index, boolean last, byte[] salt, byte[] plaintext);

    byte[] openChunk(byte[] fileKey, byte[] header, long index, boolean last, byte[] chunk);

    byte[] sealTail(byte[] fileKey, byte[] header, long index, byte[] salt, byte[] plaintext);

    byte[] openTail(byte[] fileKey, byte[] header, long index, byte[] tail);

    byte[] sealBlock(byte[] key, String x, long version, byte[] hh, byte[] commit, byte[] salt, byte[] plaintext);

    byte[] openBlock(byte[] key, String x, long version, byte[] hh, byte[] commit, byte[] block);

    byte[] shareHash(byte[] shareId);

    byte[] shareCommit(byte[] shareKey, byte[] shareId);

    /** @param password null: none */
    byte[] wrapShare(byte[] s, String password, byte[] shareId, long version, byte[] salt, byte[] shareKey);

    byte[] openShare(byte[] s, String password, byte[] shareId, long version, byte[] block, byte[] commit);

    byte[] wrapFile(byte[] shareKey, byte[] fileKey, byte[] header, byte[] salt);

    byte[] openFileWrap(byte[] shareKey, byte[] block, byte[] header, byte[] commit);

    byte[] auth(byte[] s, byte[] shareId);

    byte[] password(byte[] s, byte[] shareId, String password);

    byte[] passwordAuth(byte[] pw, byte[] shareId);

    byte[] metaJson(FileMeta meta);

    FileMeta parseMeta(byte[] json);

    byte[] sealSeal(byte[] fileKey, byte[] header, byte[] salt, long size, long chunks, byte[] root);

    /**
     * @param size what arrived; null: not said
     * @param chunks what arrived; null: not said
     */
    Seal openSeal(byte[] fileKey, byte[] header, byte[] block, Long size, Long chunks);

    byte[] root(List<byte[]> digests);

    /** Seals a whole file, one salt per chunk. */
    Sealed sealFile(byte[] fileKey, byte[] header, List<byte[]> salts, byte[] plaintext);

    /** Opens a whole file; the last of the chunks is taken for the file's last. */
    byte[] openFile(byte[] fileKey, byte[] commit, byte[] header, List<byte[]> chunks, byte[] seal);

    Link parseLink(String url);

    long chunks(long size);

    long sealedSize(long size);

    /** What a seal says. */
    record Seal(long size, long chunks, byte[] root) {}

    /** What a file comes to. */
    record Sealed(List<byte[]> chunks, byte[] root) {}

    /** What a link says. */
    record Link(byte[] shareId, byte[] s) {}
}
