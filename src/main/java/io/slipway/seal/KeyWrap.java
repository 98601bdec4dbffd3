package io.slipway.seal;

import io.slipway.model.ShareId;

/**
 * How keys reach those who may have them: each wrapped by another key, as a {@link Block} of {@value Slp1#WRAP_BYTES} bytes.
 *
 * <pre>
 *  link secret S [| password]  wraps  share key  wraps  file keys        sealed shares
 *  root key                    wraps  node's key (KEK)  wraps  file keys open shares
 * </pre>
 *
 * Opening checks the length first ({@link SealError#BAD_LENGTH}), then opens ({@link SealError#BAD_BLOCK}), then compares
 * the key's commitment ({@link SealError#BAD_COMMIT}).
 */
public final class KeyWrap {
    private static final byte[] SHARE = Labels.ascii("slp/1 share");

    private KeyWrap() {}

    /** A wrapped key and the commitment that stands in the clear beside it. Both public. */
    public record Wrapped(byte[] block, Commit commit) {}

    /**
     * @param password null if the share has none
     * @param version raised when the password changes, 1 … {@link Slp1#MAX_VERSION}
     */
    public static Wrapped wrapShare(
            Secret secret, PasswordKey password, ShareId shareId, long version, ShareKey key, Randomness randomness) {
        Commit commit = Commit.of(key, shareId);
        byte[] wrapper = shareWrapper(secret, password, shareId);
        return new Wrapped(
                Block.seal(wrapper, Labels.WRAP_SHARE, version, Scope.share(shareId, commit), key.raw(), randomness),
                commit);
    }

    /** A live share's key, as a pair hands it over. @param wrapper of the pair, 32 bytes */
    static byte[] wrapLive(byte[] wrapper, ShareId shareId, ShareKey key, Randomness randomness) {
        Scope scope = Scope.share(shareId, Commit.of(key, shareId));
        return Block.seal(wrapper, Labels.WRAP_LIVE, 1, scope, key.raw(), randomness);
    }

    /** @param commit as the node shows it */
    static ShareKey openLive(byte[] wrapper, ShareId shareId, Commit commit, byte[] block) {
        ShareKey key = ShareKey.of(open(wrapper, Labels.WRAP_LIVE, 1, Scope.share(shareId, commit), block));
        commit.check(Commit.of(key, shareId));
        return key;
    }

    /** @param password null if the share has none */
    public static ShareKey openShare(
            Secret secret, PasswordKey password, ShareId shareId, long version, Wrapped wrapped) {
        byte[] wrapper = shareWrapper(secret, password, shareId);
        Scope scope = Scope.share(shareId, wrapped.commit());
        ShareKey key = ShareKey.of(open(wrapper, Labels.WRAP_SHARE, version, scope, wrapped.block()));
        wrapped.commit().check(Commit.of(key, shareId));
        return key;
    }

    public static byte[] wrapFile(ShareKey shareKey, FileKey key, FileHeader header, Randomness randomness) {
        Scope scope = Scope.file(header, Commit.of(key, header));
        return Block.seal(shareKey.raw(), Labels.WRAP_FILE, 1, scope, key.raw(), randomness);
    }

    public static FileKey openFile(ShareKey shareKey, byte[] block, FileHeader header, Commit commit) {
        return openFileKey(shareKey, Labels.WRAP_FILE, block, header, commit);
    }

    public static byte[] wrapNode(Kek kek, FileKey key, FileHeader header, Randomness randomness) {
        Scope scope = Scope.file(header, Commit.of(key, header));
        return Block.seal(kek.raw(), Labels.WRAP_NODE, 1, scope, key.raw(), randomness);
    }

    public static FileKey openNode(Kek kek, byte[] block, FileHeader header, Commit commit) {
        return openFileKey(kek, Labels.WRAP_NODE, block, header, commit);
    }

    /**
     * A node's key under its root key: {@code block(rootKey, "wrap kek", 1, kek)}. Its scope is of the node's key:
     * {@code hh = SHA-256("slp/1 kek" | kekId)}, {@code commit = HKDF(kek, first 16 bytes of SHA-256(kekId), label("commit"), 32)}.
     *
     * @param kekId names the key wherever it was used; UTF-8
     */
    public static Wrapped wrapKek(RootKey root, String kekId, Kek kek, Randomness randomness) {
        Commit commit = Commit.of(kek, kekId);
        return new Wrapped(
                Block.seal(root.raw(), Labels.WRAP_KEK, 1, Scope.kek(kekId, commit), kek.raw(), randomness), commit);
    }

    public static Kek openKek(RootKey root, String kekId, Wrapped wrapped) {
        Scope scope = Scope.kek(kekId, wrapped.commit());
        Kek kek = Kek.of(open(root.raw(), Labels.WRAP_KEK, 1, scope, wrapped.block()));
        wrapped.commit().check(Commit.of(kek, kekId));
        return kek;
    }

    private static byte[] shareWrapper(Secret secret, PasswordKey password, ShareId shareId) {
        byte[] ikm = password == null ? secret.raw() : Bytes.concat(secret.raw(), password.raw());
        return Hkdf.derive(ikm, shareId.bytes(), SHARE, Slp1.KEY_BYTES);
    }

    private static FileKey openFileKey(KeyBytes wrapper, String x, byte[] block, FileHeader header, Commit commit) {
        FileKey key = FileKey.of(open(wrapper.raw(), x, 1, Scope.file(header, commit), block));
        commit.check(Commit.of(key, header));
        return key;
    }

    private static byte[] open(byte[] wrapper, String x, long version, Scope scope, byte[] block) {
        if (block.length != Slp1.WRAP_BYTES) {
            throw new SealException(SealError.BAD_LENGTH, "a wrapped key has " + Slp1.WRAP_BYTES + " bytes");
        }
        return Block.open(wrapper, x, version, scope, block);
    }
}
