package io.slipway.seal;

import io.slipway.model.ShareId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** All that a receiver of one sealed file gets: what a node (or whoever sits between) could have changed, and the link. */
record Transfer(
        ShareId shareId,
        Secret secret,
        long wrapVersion,
        byte[] shareWrap,
        byte[] shareCommit,
        byte[] header,
        byte[] commit,
        byte[] fileWrap,
        long metaVersion,
        byte[] meta,
        List<byte[]> chunks,
        byte[] seal) {

    /** What a sender keeps; it makes several transfers of what is, to a node, the same file. */
    static final class Sender {
        private final Randomness random;
        private final Secret secret;
        private final ShareId shareId;
        private final ShareKey shareKey;
        private final FileKey fileKey;
        private final FileHeader header;

        Sender(Randomness random, FileHeader header) {
            this.random = random;
            this.header = header;
            secret = Secret.random(random);
            shareId = random.shareId();
            shareKey = ShareKey.random(random);
            fileKey = FileKey.random(random);
        }

        Transfer send(byte[] plaintext, long version) {
            KeyWrap.Wrapped wrapped = KeyWrap.wrapShare(secret, null, shareId, version, shareKey, random);
            FileMeta meta = new FileMeta("name " + version, "", "text/plain", version, plaintext.length);
            List<byte[]> chunks = new ArrayList<>();
            FileSealer sealer = new FileSealer(fileKey, header, random, chunk -> chunks.add(chunk.bytes()));
            sealer.write(plaintext, 0, plaintext.length);
            byte[] seal = sealer.end().seal();
            return new Transfer(
                    shareId,
                    secret,
                    version,
                    wrapped.block(),
                    wrapped.commit().bytes(),
                    header.bytes(),
                    Commit.of(fileKey, header).bytes(),
                    KeyWrap.wrapFile(shareKey, fileKey, header, random),
                    version,
                    meta.seal(fileKey, header, version, random),
                    List.copyOf(chunks),
                    seal);
        }

        /** A tail in place of a chunk: what a node held while the file was arriving. */
        byte[] tail(long index, byte[] plaintext) {
            return new ChunkSealer(fileKey, header, random).sealTail(index, plaintext);
        }
    }

    /** A file as it was received. */
    record Received(FileMeta meta, byte[] plaintext) {}

    /** What a receiver does, from the link to "verified". */
    Received receive() {
        KeyWrap.Wrapped wrapped = new KeyWrap.Wrapped(shareWrap, Commit.parse(shareCommit));
        ShareKey shareKey = KeyWrap.openShare(secret, null, shareId, wrapVersion, wrapped);
        FileHeader parsed = FileHeader.parse(header);
        Commit fileCommit = Commit.parse(commit);
        FileKey fileKey = KeyWrap.openFile(shareKey, fileWrap, parsed, fileCommit);
        FileMeta opened = FileMeta.open(fileKey, parsed, fileCommit, metaVersion, meta);
        FileOpener opener = new FileOpener(fileKey, parsed, fileCommit);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < chunks.size(); i++) {
            out.writeBytes(opener.next(chunks.get(i), i == chunks.size() - 1));
        }
        SealBlock verified = opener.end(seal);
        return new Received(opened, Arrays.copyOf(out.toByteArray(), (int) verified.size()));
    }

    Transfer withHeader(byte[] bytes) {
        return new Transfer(
                shareId,
                secret,
                wrapVersion,
                shareWrap,
                shareCommit,
                bytes,
                commit,
                fileWrap,
                metaVersion,
                meta,
                chunks,
                seal);
    }

    Transfer withCommit(byte[] bytes) {
        return new Transfer(
                shareId,
                secret,
                wrapVersion,
                shareWrap,
                shareCommit,
                header,
                bytes,
                fileWrap,
                metaVersion,
                meta,
                chunks,
                seal);
    }

    Transfer withShareWrap(long version, byte[] block, byte[] bytes) {
        return new Transfer(
                shareId, secret, version, block, bytes, header, commit, fileWrap, metaVersion, meta, chunks, seal);
    }

    Transfer withFileWrap(byte[] block) {
        return new Transfer(
                shareId,
                secret,
                wrapVersion,
                shareWrap,
                shareCommit,
                header,
                commit,
                block,
                metaVersion,
                meta,
                chunks,
                seal);
    }

    Transfer withMeta(long version, byte[] block) {
        return new Transfer(
                shareId,
                secret,
                wrapVersion,
                shareWrap,
                shareCommit,
                header,
                commit,
                fileWrap,
                version,
                block,
                chunks,
                seal);
    }

    Transfer withChunks(List<byte[]> list) {
        return new Transfer(
                shareId,
                secret,
                wrapVersion,
                shareWrap,
                shareCommit,
                header,
                commit,
                fileWrap,
                metaVersion,
                meta,
                list,
                seal);
    }

    Transfer withSeal(byte[] block) {
        return new Transfer(
                shareId,
                secret,
                wrapVersion,
                shareWrap,
                shareCommit,
                header,
                commit,
                fileWrap,
                metaVersion,
                meta,
                chunks,
                block);
    }

    /** Equal exactly if a receiver gets the same bytes everywhere. */
    String fingerprint() {
        RunningDigest digest = Digests.running();
        for (byte[] part : List.of(shareWrap, shareCommit, header, commit, fileWrap, meta, seal)) {
            add(digest, part);
        }
        chunks.forEach(chunk -> add(digest, chunk));
        return HexFormat.of().formatHex(digest.end().bytes()) + wrapVersion + "/" + metaVersion;
    }

    private static void add(RunningDigest digest, byte[] part) {
        digest.update(Bytes.u64(part.length), 0, 8);
        digest.update(part, 0, part.length);
    }
}
