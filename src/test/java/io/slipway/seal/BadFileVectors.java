package io.slipway.seal;

import static io.slipway.seal.BadChunkVectors.flip;
import static io.slipway.seal.BadChunkVectors.parts;
import static io.slipway.seal.BadVectors.flipped;
import static io.slipway.seal.BadVectors.set;
import static io.slipway.seal.SealError.BAD_BLOCK;
import static io.slipway.seal.SealError.BAD_COMMIT;
import static io.slipway.seal.SealError.BAD_HEADER;
import static io.slipway.seal.SealError.BAD_LENGTH;
import static io.slipway.seal.SealError.BAD_ROOT;
import static io.slipway.seal.SealError.BAD_SEAL;
import static io.slipway.seal.SealError.BAD_SEGMENT;
import static io.slipway.seal.SealError.TRAILING;
import static io.slipway.seal.SealError.TRUNCATED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whole files that must not pass for whole: chunks dropped, moved, doubled, cut and swapped, and lying seals. */
final class BadFileVectors {
    private static final int CHUNK = Slp1.CHUNK_BYTES;
    private static final int FULL = Slp1.SEALED_CHUNK_BYTES;
    private static final int SEALED_SEGMENT = Slp1.SEALED_SEGMENT_BYTES;

    private final VectorBook book;
    private final SlpEngine engine;

    BadFileVectors(VectorBook book) {
        this.book = book;
        this.engine = book.engine();
    }

    void write() {
        heads();
        chunks();
        cuts();
        seals();
    }

    /** A file as vectors have it: its chunks named by how to make them. */
    private final class Sample {
        final byte[] key = book.random(32);
        final byte[] header;
        final byte[] commit;
        final List<ObjectNode> chunks = new ArrayList<>();
        final byte[] root;
        final byte[] seal;

        Sample(int size, boolean announced) {
            this(size, announced ? (Long) (long) size : null);
        }

        Sample(int size, Long announced) {
            header = book.header(announced);
            commit = engine.commit(key, header);
            List<byte[]> digests = new ArrayList<>();
            int count = (int) Sizes.chunks(size);
            for (int i = 0; i < count; i++) {
                int length = Math.min(CHUNK, size - i * CHUNK);
                ObjectNode chunk = chunk(i, i == count - 1, length);
                byte[] plaintext = VectorBytes.read(chunk.get("sealed").get("plaintext"));
                digests.add(engine.sha256(plaintext));
                chunks.add(chunk);
            }
            root = engine.root(digests);
            seal = engine.sealSeal(key, header, book.random(16), size, count, root);
        }

        ObjectNode chunk(long index, boolean last, int length) {
            ObjectNode node = book.in();
            ObjectNode in = node.putObject("sealed");
            set(in, "fileKey", key);
            set(in, "header", header);
            in.put("index", index).put("last", last);
            set(in, "salt", book.random(16));
            in.putObject("plaintext").put("len", length).put("seed", book.random(1)[0] & 0xff);
            return node;
        }

        byte[] sealOf(long size, byte[] otherRoot) {
            return engine.sealSeal(key, header, book.random(16), size, Sizes.chunks(size), otherRoot);
        }

        ObjectNode in(JsonNode... list) {
            ObjectNode in = book.in();
            set(in, "fileKey", key);
            set(in, "commit", commit);
            set(in, "header", header);
            ArrayNode array = in.putArray("chunks");
            array.addAll(Arrays.asList(list));
            set(in, "seal", seal);
            return in;
        }

        ObjectNode whole() {
            return in(chunks.toArray(JsonNode[]::new));
        }
    }

    private void heads() {
        Sample file = new Sample(1_000, true);
        bad("magic", BAD_HEADER, with(file, "header", flipped(file.header, 0, 1)));
        bad("flag", BAD_HEADER, with(file, "header", flipped(file.header, 7, 1)));
        bad("header-short", BAD_HEADER, with(file, "header", Arrays.copyOf(file.header, 31)));
        bad("size-edited", BAD_COMMIT, with(file, "header", flipped(file.header, 31, 1)));
        bad("file-id-edited", BAD_COMMIT, with(file, "header", flipped(file.header, 8, 1)));
        bad("another-header", BAD_COMMIT, with(file, "header", book.header(1_000L)));
        bad("another-key", BAD_COMMIT, with(file, "fileKey", book.random(32)));
        bad("commit-flipped", BAD_COMMIT, with(file, "commit", flipped(file.commit, 31, 0x80)));
        bad("commit-of-another-file", BAD_COMMIT, with(file, "commit", new Sample(1_000, true).commit));
        byte[] otherHeader = flipped(file.header, 31, 1);
        ObjectNode sizeLie = with(file, "header", otherHeader);
        set(sizeLie, "commit", engine.commit(file.key, otherHeader));
        bad("size-edited-and-committed", BAD_SEGMENT, sizeLie);
        ObjectNode keyLie = with(file, "fileKey", flipped(file.key, 0, 1));
        set(keyLie, "commit", engine.commit(flipped(file.key, 0, 1), file.header));
        bad("another-key-and-committed", BAD_SEGMENT, keyLie);
    }

    private void chunks() {
        Sample f = new Sample(CHUNK * 5 / 2, true);
        JsonNode a = f.chunks.get(0);
        JsonNode b = f.chunks.get(1);
        JsonNode c = f.chunks.get(2);
        bad("no-chunks", TRUNCATED, f.in());
        bad("first-chunk-only", TRUNCATED, f.in(a));
        bad("last-chunk-dropped", TRUNCATED, f.in(a, b));
        bad("first-chunk-dropped", BAD_SEGMENT, f.in(b, c));
        bad("middle-chunk-dropped", BAD_SEGMENT, f.in(a, c));
        bad("last-chunk-alone", BAD_SEGMENT, f.in(c));
        bad("first-two-swapped", BAD_SEGMENT, f.in(b, a, c));
        bad("last-two-swapped", BAD_LENGTH, f.in(a, c, b));
        bad("first-chunk-doubled", BAD_SEGMENT, f.in(a, a, b, c));
        bad("middle-chunk-doubled", BAD_SEGMENT, f.in(a, b, b, c));
        bad("middle-replaced-by-first", BAD_SEGMENT, f.in(a, a, c));
        bad("short-last-chunk-doubled", BAD_LENGTH, f.in(a, b, c, c));
        bad("chunk-after-a-short-last-one", BAD_LENGTH, f.in(a, b, c, f.chunk(3, true, 10)));
        Sample g = new Sample(CHUNK * 5 / 2, true);
        bad("first-chunk-of-another-file", BAD_SEGMENT, f.in(g.chunks.get(0), b, c));
        bad("middle-chunk-of-another-file", BAD_SEGMENT, f.in(a, g.chunks.get(1), c));
        bad("last-chunk-of-another-file", BAD_SEGMENT, f.in(a, b, g.chunks.get(2)));
        ObjectNode sameKey = (ObjectNode) f.chunk(1, false, CHUNK);
        set((ObjectNode) sameKey.get("sealed"), "header", g.header);
        bad("chunk-under-another-header", BAD_SEGMENT, f.in(a, sameKey, c));
        bad("edited-middle-chunk", BAD_ROOT, f.in(a, f.chunk(1, false, CHUNK), c));
        bad("edited-last-chunk", BAD_ROOT, f.in(a, b, f.chunk(2, true, CHUNK / 2)));
        bad("edited-last-chunk-shorter", BAD_SEAL, f.in(a, b, f.chunk(2, true, CHUNK / 2 - 1)));
        bad("edited-last-chunk-longer", BAD_SEAL, f.in(a, b, f.chunk(2, true, CHUNK / 2 + 1)));
        bad("another-end-after-one-chunk", BAD_SEAL, f.in(a, f.chunk(1, true, CHUNK)));
        bad("flipped-in-first", BAD_SEGMENT, f.in(flip(f.chunks.get(0), 500_000), b, c));
        bad("flipped-in-middle", BAD_SEGMENT, f.in(a, flip(f.chunks.get(1), 16), c));
        bad("flipped-in-last", BAD_SEGMENT, f.in(a, b, flip(f.chunks.get(2), 0)));
        bad("middle-as-last", TRAILING, f.in(a, f.chunk(1, true, CHUNK), c));
        bad("last-not-marked", TRUNCATED, f.in(a, b, unmarked(f, 2, CHUNK / 2)));
        Sample two = new Sample(2 * CHUNK, false);
        JsonNode first = two.chunks.get(0);
        JsonNode last = two.chunks.get(1);
        bad("after-a-full-last-chunk", TRAILING, two.in(first, last, two.chunk(2, true, 5)));
        bad("full-last-chunk-doubled", TRAILING, two.in(first, last, last));
        bad("empty-chunk-after-a-full-last-one", TRAILING, two.in(first, last, two.chunk(0, true, 0)));
        bad(
                "empty-chunk-after-a-full-one",
                BAD_LENGTH,
                two.in(first, two.chunk(1, false, CHUNK), two.chunk(0, true, 0)));
        bad("unannounced-last-dropped", TRUNCATED, two.in(first));
        bad("unannounced-first-alone-as-last", BAD_SEAL, two.in(two.chunk(0, true, CHUNK)));
    }

    private void cuts() {
        Sample f = new Sample(CHUNK * 2 + 3 * Slp1.SEGMENT_BYTES, true);
        ObjectNode a = f.chunks.get(0);
        ObjectNode b = f.chunks.get(1);
        ObjectNode c = f.chunks.get(2);
        for (int segments = 1; segments < 3; segments++) {
            ObjectNode cut = parts(c, 0, 16 + segments * SEALED_SEGMENT);
            bad("last-cut-to-" + segments + "-segments", TRUNCATED, f.in(a, b, cut));
        }
        bad("last-cut-to-a-byte", BAD_SEGMENT, f.in(a, b, parts(c, 0, 33)));
        bad("last-cut-by-a-byte", BAD_SEGMENT, f.in(a, b, parts(c, 0, 15 + 3 * SEALED_SEGMENT)));
        bad("last-cut-to-its-salt", BAD_LENGTH, f.in(a, b, parts(c, 0, 16)));
        bad("last-cut-to-nothing", BAD_LENGTH, f.in(a, b, parts(c)));
        bad("last-cut-to-half-a-tag", BAD_LENGTH, f.in(a, b, parts(c, 0, 16 + SEALED_SEGMENT + 8)));
        bad("middle-as-end-cut-to-5-segments", TRUNCATED, f.in(a, parts(b, 0, 16 + 5 * SEALED_SEGMENT)));
        bad("middle-cut-to-5-segments", BAD_LENGTH, f.in(a, parts(b, 0, 16 + 5 * SEALED_SEGMENT), c));
        bad("middle-cut-by-a-byte", BAD_LENGTH, f.in(a, parts(b, 0, FULL - 1), c));
        bad("middle-cut-to-its-salt", BAD_LENGTH, f.in(a, parts(b, 0, 16), c));
        bad("middle-cut-to-nothing", BAD_LENGTH, f.in(a, parts(b), c));
        bad("middle-a-byte-longer", BAD_LENGTH, f.in(a, parts(b, 0, FULL, 0, 1), c));
        bad("middle-a-segment-longer", BAD_LENGTH, f.in(a, parts(b, 0, FULL, 16, 16 + SEALED_SEGMENT), c));
        bad(
                "last-a-segment-longer",
                BAD_SEGMENT,
                f.in(a, b, parts(c, 0, 16 + 3 * SEALED_SEGMENT, 16, 16 + SEALED_SEGMENT)));
        bad("last-a-byte-longer", BAD_LENGTH, f.in(a, b, parts(c, 0, 16 + 3 * SEALED_SEGMENT, 0, 1)));
        Sample empty = new Sample(0, true);
        bad("empty-file-without-chunk", TRUNCATED, empty.in());
        bad("empty-file-cut", BAD_LENGTH, empty.in(parts(empty.chunks.get(0), 0, 31)));
        bad("empty-file-doubled", BAD_LENGTH, empty.in(empty.chunks.get(0), empty.chunks.get(0)));
        bad("byte-in-an-empty-file", BAD_SEAL, empty.in(empty.chunk(0, true, 1)));
        bad("emptied-file", BAD_SEAL, f.in(f.chunk(0, true, 0)));
    }

    private void seals() {
        Sample f = new Sample(1_000, false);
        Sample g = new Sample(1_000, false);
        bad("seal-flipped", BAD_BLOCK, with(f, "seal", flipped(f.seal, 40, 1)));
        bad("seal-of-another-file", BAD_BLOCK, with(f, "seal", g.seal));
        bad("seal-short", BAD_LENGTH, with(f, "seal", Arrays.copyOf(f.seal, 79)));
        bad("seal-missing", BAD_LENGTH, with(f, "seal", new byte[0]));
        byte[] meta =
                engine.sealBlock(f.key, "meta", 1, engine.sha256(f.header), f.commit, book.random(16), new byte[48]);
        bad("meta-for-seal", BAD_BLOCK, with(f, "seal", meta));
        bad("seal-size-less", BAD_SEAL, with(f, "seal", f.sealOf(999, f.root)));
        bad("seal-size-more", BAD_SEAL, with(f, "seal", f.sealOf(1_001, f.root)));
        bad("seal-of-two-chunks", BAD_SEAL, with(f, "seal", f.sealOf(CHUNK + 1_000, f.root)));
        bad("seal-root-flipped", BAD_ROOT, with(f, "seal", f.sealOf(1_000, flipped(f.root, 31, 1))));
        bad("seal-root-zeros", BAD_ROOT, with(f, "seal", f.sealOf(1_000, new byte[32])));
        byte[] plaintextDigest =
                engine.sha256(VectorBytes.read(f.chunks.get(0).get("sealed").get("plaintext")));
        bad("seal-root-is-the-digest", BAD_ROOT, with(f, "seal", f.sealOf(1_000, plaintextDigest)));
        for (long announced : new long[] {0, 999, 1_001, CHUNK + 1}) {
            bad("announced-" + announced, BAD_SEAL, new Sample(1_000, (Long) announced).whole());
        }
        Sample lie = new Sample(CHUNK + 1, (Long) 1L);
        bad("announced-1-of-two-chunks", BAD_SEAL, lie.whole());
    }

    /** A chunk as it was sealed before anything followed it: a shorter one can't be sealed so, thus cut from a full one. */
    private static ObjectNode unmarked(Sample f, long index, int length) {
        int segments = length / Slp1.SEGMENT_BYTES;
        return parts(f.chunk(index, false, CHUNK), 0, Slp1.SALT_BYTES + segments * SEALED_SEGMENT);
    }

    private ObjectNode with(Sample file, String field, byte[] value) {
        ObjectNode in = file.whole();
        set(in, field, value);
        return in;
    }

    private void bad(String id, SealError error, ObjectNode in) {
        book.bad(id, "open-file", error, in);
    }
}
