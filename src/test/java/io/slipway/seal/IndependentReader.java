package io.slipway.seal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Opens what a link leads to with the implementation that shares nothing with the node's or the command line's. */
public final class IndependentReader {
    private static final int SEALED_CHUNK = 1_048_848;

    private final SlpEngine engine = new BouncyCastleSlp1();
    private final SlpEngine.Link link;
    private final byte[] shareKey;

    /** @param password null: none */
    public IndependentReader(String url, String password, long version, byte[] wrap, byte[] commit) {
        link = engine.parseLink(url);
        shareKey = engine.openShare(link.s(), password, link.shareId(), version, wrap, commit);
    }

    /** The capability to read the share. */
    public static byte[] auth(String url) {
        SlpEngine engine = new BouncyCastleSlp1();
        SlpEngine.Link link = engine.parseLink(url);
        return engine.auth(link.s(), link.shareId());
    }

    /** A file's metadata. */
    public FileMeta meta(byte[] header, byte[] commit, byte[] wrap, byte[] meta) {
        byte[] key = engine.openFileWrap(shareKey, wrap, header, commit);
        return engine.parseMeta(engine.openBlock(key, "meta", 1, engine.sha256(header), commit, meta));
    }

    /** What the share says of itself, as JSON. */
    public byte[] shareMeta(byte[] meta) {
        byte[] commit = engine.shareCommit(shareKey, link.shareId());
        return engine.openBlock(shareKey, "share meta", 1, engine.shareHash(link.shareId()), commit, meta);
    }

    /** A whole file, verified. */
    public byte[] content(byte[] header, byte[] commit, byte[] wrap, byte[] sealed, byte[] seal) {
        byte[] key = engine.openFileWrap(shareKey, wrap, header, commit);
        List<byte[]> chunks = new ArrayList<>();
        for (int at = 0; at < sealed.length; at += SEALED_CHUNK) {
            chunks.add(Arrays.copyOfRange(sealed, at, Math.min(sealed.length, at + SEALED_CHUNK)));
        }
        return engine.openFile(key, commit, header, chunks, seal);
    }
}
