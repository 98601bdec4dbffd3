package io.slipway.seal;

import io.slipway.model.ShareId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A key's commitment: 32 public bytes that stand beside its wraps. AES-GCM alone lets somebody make bytes that open under
 * two keys; a key that doesn't match its commitment is refused before anything is opened with it.
 */
public final class Commit {
    private final byte[] bytes;

    private Commit(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Of a file key: {@code HKDF(fileKey, fileId, label("commit"), 32)}. */
    public static Commit of(FileKey key, FileHeader header) {
        return of(key, header.fileId().bytes(), header.hash());
    }

    /** Of a share key: {@code HKDF(shareKey, shareId, label("commit"), 32)} in the share's scope. */
    public static Commit of(ShareKey key, ShareId shareId) {
        return of(key, shareId.bytes(), Scope.shareHash(shareId));
    }

    /** Of a node's key, see {@link KeyWrap#wrapKek}. */
    static Commit of(Kek key, String kekId) {
        byte[] idDigest = Digests.sha256Raw(kekId.getBytes(StandardCharsets.UTF_8));
        return of(key, Arrays.copyOf(idDigest, Slp1.ID_BYTES), Scope.kekHash(kekId));
    }

    /** @throws SealException {@link SealError#BAD_LENGTH} unless there are exactly 32 bytes */
    public static Commit parse(byte[] bytes) {
        if (bytes.length != Slp1.KEY_BYTES) {
            throw new SealException(SealError.BAD_LENGTH, "a commitment has 32 bytes");
        }
        return new Commit(bytes.clone());
    }

    /** The 32 bytes, a fresh array. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes themselves, for reading only. */
    byte[] raw() {
        return bytes;
    }

    /** @throws SealException {@link SealError#BAD_COMMIT} if this is the commitment of another key */
    void check(Commit ofTheKeyInHand) {
        if (!equals(ofTheKeyInHand)) {
            throw new SealException(SealError.BAD_COMMIT, "the key is not the one that was committed to");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Commit that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    private static Commit of(KeyBytes key, byte[] salt, byte[] hh) {
        return new Commit(Hkdf.derive(key.raw(), salt, Labels.label(Labels.COMMIT, hh), Slp1.KEY_BYTES));
    }
}
