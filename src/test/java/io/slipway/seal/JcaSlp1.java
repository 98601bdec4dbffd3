package io.slipway.seal;

import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The node's own implementation behind the functions of {@link SlpEngine}. */
final class JcaSlp1 implements SlpEngine {
    @Override
    public byte[] sha256(byte[] bytes) {
        return Digests.sha256(bytes).bytes();
    }

    @Override
    public byte[] hkdf(byte[] ikm, byte[] salt, byte[] info, int length) {
        return Hkdf.derive(ikm, salt, info, length);
    }

    @Override
    public byte[] label(String x, byte[] hh) {
        return Labels.label(x, hh);
    }

    @Override
    public byte[] header(byte[] fileId, Long size) {
        FileId id = FileId.of(fileId);
        return (size == null ? FileHeader.ofUnknownSize(id) : FileHeader.of(id, size)).bytes();
    }

    @Override
    public void parseHeader(byte[] header) {
        FileHeader parsed = FileHeader.parse(header);
        if (!parsed.equals(FileHeader.parse(parsed.bytes()))) {
            throw new IllegalStateException("a header does not survive parsing");
        }
    }

    @Override
    public byte[] commit(byte[] fileKey, byte[] header) {
        return Commit.of(FileKey.of(fileKey), FileHeader.parse(header)).bytes();
    }

    @Override
    public void checkCommit(byte[] fileKey, byte[] header, byte[] commit) {
        Commit.parse(commit).check(Commit.of(FileKey.of(fileKey), FileHeader.parse(header)));
    }

    @Override
    public byte[] sealChunk(byte[] fileKey, byte[] header, long index, boolean last, byte[] salt, byte[] plaintext) {
        return new ChunkSealer(FileKey.of(fileKey), FileHeader.parse(header), GivenSalts.of(salt))
                .seal(index, last, plaintext);
    }

    @Override
    public byte[] openChunk(byte[] fileKey, byte[] header, long index, boolean last, byte[] chunk) {
        return opener(fileKey, header).open(index, last, chunk);
    }

    @Override
    public byte[] sealTail(byte[] fileKey, byte[] header, long index, byte[] salt, byte[] plaintext) {
        return new ChunkSealer(FileKey.of(fileKey), FileHeader.parse(header), GivenSalts.of(salt))
                .sealTail(index, plaintext);
    }

    @Override
    public byte[] openTail(byte[] fileKey, byte[] header, long index, byte[] tail) {
        return opener(fileKey, header).openTail(index, tail);
    }

    @Override
    public byte[] sealBlock(
            byte[] key, String x, long version, byte[] hh, byte[] commit, byte[] salt, byte[] plaintext) {
        return Block.seal(key, x, version, new Scope(hh, Commit.parse(commit)), plaintext, GivenSalts.of(salt));
    }

    @Override
    public byte[] openBlock(byte[] key, String x, long version, byte[] hh, byte[] commit, byte[] block) {
        return Block.open(key, x, version, new Scope(hh, Commit.parse(commit)), block);
    }

    @Override
    public byte[] shareHash(byte[] shareId) {
        return Scope.shareHash(ShareId.of(shareId));
    }

    @Override
    public byte[] shareCommit(byte[] shareKey, byte[] shareId) {
        return Commit.of(ShareKey.of(shareKey), ShareId.of(shareId)).bytes();
    }

    @Override
    public byte[] wrapShare(byte[] s, String password, byte[] shareId, long version, byte[] salt, byte[] shareKey) {
        ShareId id = ShareId.of(shareId);
        Secret secret = Secret.of(s);
        return KeyWrap.wrapShare(
                        secret, key(secret, id, password), id, version, ShareKey.of(shareKey), GivenSalts.of(salt))
                .block();
    }

    @Override
    public byte[] openShare(byte[] s, String password, byte[] shareId, long version, byte[] block, byte[] commit) {
        ShareId id = ShareId.of(shareId);
        Secret secret = Secret.of(s);
        KeyWrap.Wrapped wrapped = new KeyWrap.Wrapped(block, Commit.parse(commit));
        return KeyWrap.openShare(secret, key(secret, id, password), id, version, wrapped)
                .bytes();
    }

    @Override
    public byte[] wrapFile(byte[] shareKey, byte[] fileKey, byte[] header, byte[] salt) {
        return KeyWrap.wrapFile(
                ShareKey.of(shareKey), FileKey.of(fileKey), FileHeader.parse(header), GivenSalts.of(salt));
    }

    @Override
    public byte[] openFileWrap(byte[] shareKey, byte[] block, byte[] header, byte[] commit) {
        return KeyWrap.openFile(ShareKey.of(shareKey), block, FileHeader.parse(header), Commit.parse(commit))
                .bytes();
    }

    @Override
    public byte[] auth(byte[] s, byte[] shareId) {
        return Secret.of(s).auth(ShareId.of(shareId)).bytes();
    }

    @Override
    public byte[] password(byte[] s, byte[] shareId, String password) {
        return PasswordKey.derive(Secret.of(s), ShareId.of(shareId), password).bytes();
    }

    @Override
    public byte[] passwordAuth(byte[] pw, byte[] shareId) {
        return PasswordKey.of(pw).auth(ShareId.of(shareId)).bytes();
    }

    @Override
    public byte[] metaJson(FileMeta meta) {
        return meta.json();
    }

    @Override
    public FileMeta parseMeta(byte[] json) {
        return FileMeta.parse(json);
    }

    @Override
    public byte[] sealSeal(byte[] fileKey, byte[] header, byte[] salt, long size, long chunks, byte[] root) {
        return new SealBlock(size, chunks, Digest.of(root))
                .seal(FileKey.of(fileKey), FileHeader.parse(header), GivenSalts.of(salt));
    }

    @Override
    public Seal openSeal(byte[] fileKey, byte[] header, byte[] block, Long size, Long chunks) {
        FileKey key = FileKey.of(fileKey);
        FileHeader parsed = FileHeader.parse(header);
        SealBlock seal = SealBlock.open(key, parsed, Commit.of(key, parsed), block);
        seal.check(size == null ? seal.size() : size, chunks == null ? seal.chunks() : chunks);
        return new Seal(seal.size(), seal.chunks(), seal.root().bytes());
    }

    @Override
    public byte[] root(List<byte[]> digests) {
        RootDigest root = new RootDigest();
        digests.forEach(digest -> root.add(Digest.of(digest)));
        return root.end().bytes();
    }

    @Override
    public Sealed sealFile(byte[] fileKey, byte[] header, List<byte[]> salts, byte[] plaintext) {
        List<byte[]> withSealSalt = new ArrayList<>(salts);
        withSealSalt.add(new byte[Slp1.SALT_BYTES]);
        List<byte[]> chunks = new ArrayList<>();
        FileSealer sealer = new FileSealer(
                FileKey.of(fileKey),
                FileHeader.parse(header),
                new GivenSalts(withSealSalt),
                chunk -> chunks.add(chunk.bytes()));
        sealer.write(ByteBuffer.wrap(plaintext));
        return new Sealed(chunks, sealer.end().root().bytes());
    }

    @Override
    public byte[] openFile(byte[] fileKey, byte[] commit, byte[] header, List<byte[]> chunks, byte[] seal) {
        FileOpener opener = new FileOpener(FileKey.of(fileKey), FileHeader.parse(header), Commit.parse(commit));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < chunks.size(); i++) {
            out.writeBytes(opener.next(chunks.get(i), i == chunks.size() - 1));
        }
        SealBlock checked = opener.end(seal);
        if (checked.size() != out.size()) {
            throw new IllegalStateException("verified another size than was opened");
        }
        return out.toByteArray();
    }

    @Override
    public Link parseLink(String url) {
        ShareLink link = ShareLink.parse(url);
        return new Link(link.shareId().bytes(), link.secret().bytes());
    }

    @Override
    public long chunks(long size) {
        return Sizes.chunks(size);
    }

    @Override
    public long sealedSize(long size) {
        return Sizes.sealed(size);
    }

    private static ChunkOpener opener(byte[] fileKey, byte[] header) {
        FileKey key = FileKey.of(fileKey);
        FileHeader parsed = FileHeader.parse(header);
        return new ChunkOpener(key, parsed, Commit.of(key, parsed));
    }

    private static PasswordKey key(Secret secret, ShareId shareId, String password) {
        return password == null ? null : PasswordKey.derive(secret, shareId, password);
    }
}
