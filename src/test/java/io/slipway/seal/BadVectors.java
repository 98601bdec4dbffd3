package io.slipway.seal;

import static io.slipway.seal.SealError.BAD_BLOCK;
import static io.slipway.seal.SealError.BAD_COMMIT;
import static io.slipway.seal.SealError.BAD_HEADER;
import static io.slipway.seal.SealError.BAD_LENGTH;
import static io.slipway.seal.SealError.BAD_SEAL;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/** What every implementation must refuse, and how: headers, commitments, blocks and seals. */
final class BadVectors {
    private final VectorBook book;
    private final SlpEngine engine;

    BadVectors(VectorBook book) {
        this.book = book;
        this.engine = book.engine();
    }

    void write() {
        headers();
        commits();
        blocks();
        seals();
        new BadShareVectors(book).write();
        new BadChunkVectors(book).write();
        new BadMetaVectors(book).write();
    }

    private void headers() {
        byte[] good = book.header(1_000L);
        for (int length : new int[] {0, 1, 8, 24, 31}) {
            header("length-" + length, Arrays.copyOf(good, length));
        }
        header("length-33", Arrays.copyOf(good, 33));
        header("length-64", Bytes.concat(good, good));
        for (int i = 0; i < 4; i++) {
            header("magic-" + i, flipped(good, i, 1));
            header("magic-case-" + i, flipped(good, i, 0x20));
        }
        for (int suite : new int[] {0, 2, 3, 255}) {
            header("suite-" + suite, with(good, 4, suite));
        }
        for (int log2 : new int[] {0, 14, 15, 17, 20, 255}) {
            header("segment-log2-" + log2, with(good, 5, log2));
        }
        for (int log2 : new int[] {0, 16, 19, 21, 255}) {
            header("chunk-log2-" + log2, with(good, 6, log2));
        }
        for (int bit = 0; bit < 8; bit++) {
            header("flag-" + bit, with(good, 7, 1 << bit));
        }
        header("flags-all", with(good, 7, 255));
        for (long size : new long[] {Slp1.MAX_SIZE + 1, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE, -2}) {
            byte[] header = Bytes.concat(Arrays.copyOf(good, 24), Bytes.u64(size));
            header("size-" + Long.toUnsignedString(size), header);
        }
    }

    private void commits() {
        byte[] key = book.random(32);
        byte[] header = book.header(1_000L);
        byte[] commit = engine.commit(key, header);
        for (int at : new int[] {0, 15, 16, 31}) {
            commit("flip-" + at, key, header, flipped(commit, at, 1));
            commit("key-flip-" + at, flipped(key, at, 0x80), header, commit);
        }
        commit("zeros", key, header, new byte[32]);
        commit("the-key-itself", key, header, key);
        commit("of-another-key", key, header, engine.commit(book.random(32), header));
        commit("of-another-file", key, header, engine.commit(key, book.header(1_000L)));
        commit("size-edited", key, flipped(header, 31, 1), commit);
        commit("file-id-edited", key, flipped(header, 8, 1), commit);
        commit("size-made-unknown", key, Bytes.concat(Arrays.copyOf(header, 24), Bytes.u64(-1)), commit);
        commit("of-the-share-scope", key, header, engine.shareCommit(key, Arrays.copyOfRange(header, 8, 24)));
    }

    private void blocks() {
        byte[] key = book.random(32);
        byte[] hh = book.random(32);
        byte[] commit = book.random(32);
        byte[] plaintext = Samples.plaintext(256, 1);
        byte[] block = engine.sealBlock(key, "meta", 2, hh, commit, book.random(16), plaintext);
        for (int at : new int[] {0, 15, 16, 100, 271, 272, 287}) {
            block("flip-" + at, BAD_BLOCK, key, "meta", 2, hh, commit, flipped(block, at, 0x40));
        }
        for (long version : new long[] {0, 1, 3, 0x02000000L, Slp1.MAX_VERSION}) {
            block("as-version-" + version, BAD_BLOCK, key, "meta", version, hh, commit, block);
        }
        byte[] old = engine.sealBlock(key, "meta", 1, hh, commit, book.random(16), plaintext);
        block("old-under-a-new-number", BAD_BLOCK, key, "meta", 2, hh, commit, old);
        for (String x : List.of("seal", "share meta", "Meta", "meta ", "", "wrap file", "commit")) {
            block("as-" + x.replace(' ', '-'), BAD_BLOCK, key, x, 2, hh, commit, block);
        }
        block("another-key", BAD_BLOCK, flipped(key, 31, 1), "meta", 2, hh, commit, block);
        block("another-scope", BAD_BLOCK, key, "meta", 2, flipped(hh, 0, 1), commit, block);
        block("another-commit", BAD_BLOCK, key, "meta", 2, hh, flipped(commit, 31, 1), block);
        block("scope-and-commit-swapped", BAD_BLOCK, key, "meta", 2, commit, hh, block);
        block("key-and-scope-swapped", BAD_BLOCK, hh, "meta", 2, key, commit, block);
        for (int length : new int[] {0, 1, 15, 16, 17, 31}) {
            block("length-" + length, BAD_LENGTH, key, "meta", 2, hh, commit, Arrays.copyOf(block, length));
        }
        for (int length : new int[] {32, 33, 272, 287}) {
            block("cut-to-" + length, BAD_BLOCK, key, "meta", 2, hh, commit, Arrays.copyOf(block, length));
        }
        block("one-byte-more", BAD_BLOCK, key, "meta", 2, hh, commit, Arrays.copyOf(block, 289));
        block("first-byte-missing", BAD_BLOCK, key, "meta", 2, hh, commit, Arrays.copyOfRange(block, 1, 288));
        byte[] other = engine.sealBlock(key, "meta", 2, hh, commit, book.random(16), plaintext);
        byte[] spliced = Bytes.concat(Arrays.copyOf(other, 16), Arrays.copyOfRange(block, 16, 288));
        block("salt-of-another", BAD_BLOCK, key, "meta", 2, hh, commit, spliced);
        block("zeros", BAD_BLOCK, key, "meta", 2, hh, commit, new byte[288]);
        byte[] empty = engine.sealBlock(key, "share meta", 1, hh, commit, book.random(16), new byte[0]);
        block("empty-flipped", BAD_BLOCK, key, "share meta", 1, hh, commit, flipped(empty, 31, 1));
        byte[] wrap = engine.sealBlock(key, "wrap file", 1, hh, commit, book.random(16), book.random(32));
        block("wrap-file-as-node", BAD_BLOCK, key, "wrap node", 1, hh, commit, wrap);
        block("wrap-file-as-share", BAD_BLOCK, key, "wrap share", 1, hh, commit, wrap);
    }

    private void seals() {
        byte[] key = book.random(32);
        long size = 2_621_440;
        byte[] header = book.header(size);
        byte[] open = book.header(null);
        byte[] root = book.random(32);
        byte[] seal = engine.sealSeal(key, header, book.random(16), size, 3, root);
        byte[] unannounced = engine.sealSeal(key, open, book.random(16), size, 3, root);
        for (int at : new int[] {0, 15, 16, 24, 32, 63, 64, 79}) {
            seal("flip-" + at, BAD_BLOCK, key, header, flipped(seal, at, 1), null, null);
        }
        for (int length : new int[] {0, 31, 32, 64, 79}) {
            seal("length-" + length, BAD_LENGTH, key, header, Arrays.copyOf(seal, length), null, null);
        }
        seal("length-81", BAD_LENGTH, key, header, Arrays.copyOf(seal, 81), null, null);
        seal("another-key", BAD_BLOCK, book.random(32), header, seal, null, null);
        seal("another-file", BAD_BLOCK, key, book.header(size), seal, null, null);
        seal("announced-size-edited", BAD_BLOCK, key, flipped(header, 31, 1), seal, null, null);
        byte[] hh = engine.sha256(header);
        byte[] commit = engine.commit(key, header);
        byte[] plaintext = Bytes.concat(Bytes.u64(size), Bytes.u64(3), root);
        byte[] meta = engine.sealBlock(key, "meta", 1, hh, commit, book.random(16), plaintext);
        seal("meta-in-its-place", BAD_BLOCK, key, header, meta, null, null);
        byte[] version2 = engine.sealBlock(key, "seal", 2, hh, commit, book.random(16), plaintext);
        seal("version-2", BAD_BLOCK, key, header, version2, null, null);
        seal("size-one-less-arrived", BAD_SEAL, key, header, seal, size - 1, 3L);
        seal("size-one-more-arrived", BAD_SEAL, key, header, seal, size + 1, 3L);
        seal("chunk-missing", BAD_SEAL, key, header, seal, size, 2L);
        seal("chunk-too-many", BAD_SEAL, key, header, seal, size, 4L);
        seal("unannounced-other-size-arrived", BAD_SEAL, key, open, unannounced, 2_097_152L, 2L);
        for (long announced : new long[] {0, size - 1, size + 1, Slp1.MAX_SIZE}) {
            byte[] other = book.header(announced);
            byte[] lie = engine.sealSeal(key, other, book.random(16), size, 3, root);
            seal("announced-" + announced, BAD_SEAL, key, other, lie, null, null);
        }
        seal("no-chunks", BAD_SEAL, key, open, lie(key, open, 0, 0, root), null, null);
        seal("empty-with-two-chunks", BAD_SEAL, key, open, lie(key, open, 0, 2, root), null, null);
        seal("one-chunk-too-few", BAD_SEAL, key, open, lie(key, open, size, 2, root), null, null);
        seal("one-chunk-too-many", BAD_SEAL, key, open, lie(key, open, size, 4, root), null, null);
        seal("full-chunk-plus-empty", BAD_SEAL, key, open, lie(key, open, 1L << 20, 2, root), null, null);
        seal("size-2^53", BAD_SEAL, key, open, lie(key, open, 1L << 53, 1L << 33, root), null, null);
        seal("size-unknown", BAD_SEAL, key, open, lie(key, open, -1, 1L << 44, root), null, null);
        seal("chunks-all-ones", BAD_SEAL, key, open, lie(key, open, size, -1, root), null, null);
    }

    private byte[] lie(byte[] key, byte[] header, long size, long chunks, byte[] root) {
        byte[] plaintext = Bytes.concat(Bytes.u64(size), Bytes.u64(chunks), root);
        byte[] commit = engine.commit(key, header);
        return engine.sealBlock(key, "seal", 1, engine.sha256(header), commit, book.random(16), plaintext);
    }

    private void header(String id, byte[] header) {
        ObjectNode in = book.in();
        set(in, "header", header);
        book.bad(id, "parse-header", BAD_HEADER, in);
    }

    private void commit(String id, byte[] key, byte[] header, byte[] commit) {
        ObjectNode in = book.in();
        set(in, "fileKey", key);
        set(in, "header", header);
        set(in, "commit", commit);
        book.bad(id, "check-commit", BAD_COMMIT, in);
    }

    private void block(
            String id, SealError error, byte[] key, String x, long version, byte[] hh, byte[] commit, byte[] block) {
        ObjectNode in = book.in();
        set(in, "key", key);
        in.put("x", x).put("version", version);
        ObjectNode scope = in.putObject("scope");
        set(scope, "hh", hh);
        set(scope, "commit", commit);
        set(in, "block", block);
        book.bad(id, "open-block", error, in);
    }

    private void seal(String id, SealError error, byte[] key, byte[] header, byte[] block, Long size, Long chunks) {
        ObjectNode in = book.in();
        set(in, "fileKey", key);
        set(in, "header", header);
        set(in, "block", block);
        in.put("size", size == null ? null : Long.toString(size));
        in.put("chunks", chunks == null ? null : Long.toString(chunks));
        book.bad(id, "open-seal", error, in);
    }

    static byte[] flipped(byte[] bytes, int at, int mask) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) mask;
        return copy;
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    static void set(ObjectNode in, String field, byte[] value) {
        in.set(field, VectorBytes.hex(value));
    }
}
