package io.slipway.seal;

import io.slipway.model.ShareId;
import java.nio.charset.StandardCharsets;

/**
 * What a block belongs to: a file, a share or a node's key. Both parts go into the block's key or its authenticated data,
 * so that a block opens nowhere else.
 *
 * @param hh 32 bytes: the hash of the file's header, or of the share's or key's id
 * @param commit of the file's, the share's or the node's key
 */
record Scope(byte[] hh, Commit commit) {
    static Scope file(FileHeader header, Commit commit) {
        return new Scope(header.hash(), commit);
    }

    static Scope share(ShareId shareId, Commit commit) {
        return new Scope(shareHash(shareId), commit);
    }

    static Scope kek(String kekId, Commit commit) {
        return new Scope(kekHash(kekId), commit);
    }

    static byte[] shareHash(ShareId shareId) {
        return Digests.sha256Raw(Labels.ascii("slp/1 share"), shareId.bytes());
    }

    static byte[] kekHash(String kekId) {
        return Digests.sha256Raw(Labels.ascii("slp/1 kek"), kekId.getBytes(StandardCharsets.UTF_8));
    }
}
