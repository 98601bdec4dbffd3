package io.slipway.seal;

import static io.slipway.seal.BadVectors.flipped;
import static io.slipway.seal.BadVectors.set;
import static io.slipway.seal.SealError.BAD_LENGTH;
import static io.slipway.seal.SealError.BAD_SEGMENT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/** Chunks and tails that must not open. Long ones stand as how to make them, see {@link VectorBytes}. */
final class BadChunkVectors {
    private static final int SEALED_SEGMENT = Slp1.SEALED_SEGMENT_BYTES;
    private static final int FULL = Slp1.SEALED_CHUNK_BYTES;

    private final VectorBook book;
    private final SlpEngine engine;
    private final byte[] key;
    private final byte[] header;

    BadChunkVectors(VectorBook book) {
        this.book = book;
        this.engine = book.engine();
        this.key = book.random(32);
        this.header = book.header(null);
    }

    void write() {
        shortChunks();
        lengths();
        segments();
        fullChunks();
        tails();
    }

    private void shortChunks() {
        byte[] chunk = engine.sealChunk(key, header, 3, true, book.random(16), Samples.plaintext(100, 1));
        for (int at : new int[] {0, 7, 15, 16, 66, 115, 116, 123, 131}) {
            chunk("flip-" + at, BAD_SEGMENT, key, header, 3, true, flipped(chunk, at, 0x10));
        }
        for (long index : new long[] {0, 2, 4, 3 + (1L << 32), 3L << 56 >>> 8}) {
            chunk("as-index-" + index, BAD_SEGMENT, key, header, index, true, chunk);
        }
        chunk("another-key", BAD_SEGMENT, flipped(key, 0, 1), header, 3, true, chunk);
        chunk("another-file", BAD_SEGMENT, key, book.header(null), 3, true, chunk);
        byte[] announced = Bytes.concat(Arrays.copyOf(header, 24), Bytes.u64(3_145_828));
        chunk("size-announced-later", BAD_SEGMENT, key, announced, 3, true, chunk);
        byte[] other = engine.sealChunk(key, header, 3, true, book.random(16), Samples.plaintext(100, 2));
        byte[] saltOfOther = Bytes.concat(Arrays.copyOf(other, 16), Arrays.copyOfRange(chunk, 16, 132));
        chunk("salt-of-another-version", BAD_SEGMENT, key, header, 3, true, saltOfOther);
        byte[] tagOfOther = Bytes.concat(Arrays.copyOf(chunk, 116), Arrays.copyOfRange(other, 116, 132));
        chunk("tag-of-another-version", BAD_SEGMENT, key, header, 3, true, tagOfOther);
        byte[] tail = engine.sealTail(key, header, 3, book.random(16), Samples.plaintext(100, 1));
        chunk("a-tail", BAD_SEGMENT, key, header, 3, true, tail);
        chunk("zeros", BAD_SEGMENT, key, header, 3, true, new byte[132]);
        chunk("one-byte-less", BAD_SEGMENT, key, header, 3, true, Arrays.copyOf(chunk, 131));
        chunk("one-byte-more", BAD_SEGMENT, key, header, 3, true, Arrays.copyOf(chunk, 133));
        chunk("first-byte-missing", BAD_SEGMENT, key, header, 3, true, Arrays.copyOfRange(chunk, 1, 132));
        byte[] empty = engine.sealChunk(key, header, 0, true, book.random(16), new byte[0]);
        chunk("empty-file-flipped-salt", BAD_SEGMENT, key, header, 0, true, flipped(empty, 0, 1));
        chunk("empty-file-flipped-tag", BAD_SEGMENT, key, header, 0, true, flipped(empty, 31, 1));
        chunk("empty-chunk-that-is-not-the-first", BAD_LENGTH, key, header, 1, true, empty);
        chunk("empty-chunk-that-is-not-the-last", BAD_LENGTH, key, header, 0, false, empty);
        chunk("short-chunk-that-is-not-the-last", BAD_LENGTH, key, header, 3, false, chunk);
    }

    private void lengths() {
        for (int length : new int[] {0, 1, 15, 16, 17, 31}) {
            chunk("length-" + length, BAD_LENGTH, key, header, 0, true, new byte[length]);
            chunk("length-" + length + "-not-last", BAD_LENGTH, key, header, 0, false, new byte[length]);
        }
        for (int rest : new int[] {1, 15, 16}) {
            int length = 16 + SEALED_SEGMENT + rest;
            ObjectNode cut = sealed(0, true, 2 * Slp1.SEGMENT_BYTES);
            chunk("second-segment-of-" + rest, BAD_LENGTH, 0, true, parts(cut, 0, length));
        }
        chunk(
                "second-segment-of-17",
                BAD_SEGMENT,
                0,
                true,
                parts(sealed(0, true, 131_072), 0, 16 + SEALED_SEGMENT + 17));
        chunk("full-but-one-byte", BAD_LENGTH, 0, false, parts(sealed(0, false, 1 << 20), 0, FULL - 1));
        chunk("full-but-one-byte-last", BAD_SEGMENT, 0, true, parts(sealed(0, true, 1 << 20), 0, FULL - 1));
        for (int more : new int[] {1, 16, 17, SEALED_SEGMENT}) {
            JsonNode longer = parts(sealed(0, true, 1 << 20), 0, FULL, 0, more);
            chunk("full-and-" + more + "-more", BAD_LENGTH, 0, true, longer);
        }
        JsonNode two = concat(sealed(0, false, 1 << 20), sealed(1, true, 1 << 20));
        chunk("two-in-one", BAD_LENGTH, 0, true, two);
    }

    private void segments() {
        int length = 3 * Slp1.SEGMENT_BYTES;
        int[] at = {16, 16 + SEALED_SEGMENT, 16 + 2 * SEALED_SEGMENT, 16 + 3 * SEALED_SEGMENT};
        ObjectNode three = sealed(5, true, length);
        chunk(
                "segments-0-1-swapped",
                BAD_SEGMENT,
                5,
                true,
                parts(three, 0, 16, at[1], at[2], at[0], at[1], at[2], at[3]));
        chunk(
                "segments-1-2-swapped",
                BAD_SEGMENT,
                5,
                true,
                parts(three, 0, 16, at[0], at[1], at[2], at[3], at[1], at[2]));
        chunk("segment-0-twice", BAD_SEGMENT, 5, true, parts(three, 0, at[1], at[0], at[1], at[2], at[3]));
        chunk("segment-0-repeated", BAD_SEGMENT, 5, true, parts(three, 0, at[1], at[0], at[1], at[1], at[3]));
        chunk("segment-0-missing", BAD_SEGMENT, 5, true, parts(three, 0, 16, at[1], at[3]));
        chunk("segment-1-missing", BAD_SEGMENT, 5, true, parts(three, 0, at[1], at[2], at[3]));
        chunk("segment-2-missing", BAD_SEGMENT, 5, true, parts(three, 0, at[2]));
        chunk("segments-1-2-missing", BAD_SEGMENT, 5, true, parts(three, 0, at[1]));
        chunk("last-segment-alone", BAD_SEGMENT, 5, true, parts(three, 0, 16, at[2], at[3]));
        chunk("without-salt", BAD_SEGMENT, 5, true, parts(three, 16, at[3]));
        ObjectNode again = sealed(5, true, length);
        chunk("segment-of-another-version", BAD_SEGMENT, 5, true, splice(three, again, at));
        chunk("segment-of-another-chunk", BAD_SEGMENT, 5, true, splice(three, sealed(6, true, length), at));
        ObjectNode otherFile = sealed(5, true, length);
        set((ObjectNode) otherFile.get("sealed"), "header", book.header(null));
        chunk("segment-of-another-file", BAD_SEGMENT, 5, true, splice(three, otherFile, at));
        ObjectNode otherKey = sealed(5, true, length);
        set((ObjectNode) otherKey.get("sealed"), "fileKey", book.random(32));
        chunk("segment-under-another-key", BAD_SEGMENT, 5, true, splice(three, otherKey, at));
        for (int j = 0; j < 3; j++) {
            chunk("segment-" + j + "-flipped", BAD_SEGMENT, 5, true, flip(three, at[j] + 40_000));
            chunk("segment-" + j + "-tag-flipped", BAD_SEGMENT, 5, true, flip(three, at[j + 1] - 1));
        }
    }

    private void fullChunks() {
        ObjectNode middle = sealed(7, false, 1 << 20);
        ObjectNode last = sealed(7, true, 1 << 20);
        chunk("not-last-as-last", BAD_SEGMENT, 7, true, middle);
        chunk("last-as-not-last", BAD_SEGMENT, 7, false, last);
        chunk("full-as-next", BAD_SEGMENT, 8, false, middle);
        chunk("full-as-previous", BAD_SEGMENT, 6, false, middle);
        chunk("full-flipped-salt", BAD_SEGMENT, 7, false, flip(middle, 3));
        for (int j = 0; j < Slp1.SEGMENTS_PER_CHUNK; j += 3) {
            chunk("full-flipped-in-" + j, BAD_SEGMENT, 7, false, flip(middle, 16 + j * SEALED_SEGMENT + j));
        }
        chunk("full-flipped-last-byte", BAD_SEGMENT, 7, false, flip(middle, FULL - 1));
        int half = 16 + 8 * SEALED_SEGMENT;
        chunk("halves-swapped", BAD_SEGMENT, 7, false, parts(middle, 0, 16, half, FULL, 16, half));
        chunk("cut-at-half-as-last", BAD_SEGMENT, 7, true, parts(middle, 0, half));
        chunk("cut-at-half", BAD_LENGTH, 7, false, parts(middle, 0, half));
        JsonNode mixed = concat(parts(middle, 0, half), parts(sealed(7, false, 1 << 20), half, FULL));
        chunk("halves-of-two-versions", BAD_SEGMENT, 7, false, mixed);
    }

    private void tails() {
        byte[] tail = engine.sealTail(key, header, 2, book.random(16), Samples.plaintext(100, 1));
        for (int at : new int[] {0, 15, 16, 115, 116, 131}) {
            tail("flip-" + at, BAD_SEGMENT, 2, flipped(tail, at, 4));
        }
        for (long index : new long[] {0, 1, 3, 2 + (1L << 32)}) {
            tail("as-index-" + index, BAD_SEGMENT, index, tail);
        }
        byte[] last = engine.sealChunk(key, header, 2, true, book.random(16), Samples.plaintext(100, 1));
        tail("a-last-chunk", BAD_SEGMENT, 2, last);
        for (int length : new int[] {0, 16, 31, 32}) {
            tail("length-" + length, BAD_LENGTH, 2, Arrays.copyOf(tail, length));
        }
        tail("cut", BAD_SEGMENT, 2, Arrays.copyOf(tail, 131));
        byte[] empty = engine.sealChunk(key, header, 0, true, book.random(16), new byte[0]);
        tail("empty", BAD_LENGTH, 0, empty);
        ObjectNode in = tailIn(2);
        in.set("tail", sealed(2, false, 1 << 20));
        book.bad("a-full-chunk", "open-tail", BAD_SEGMENT, in);
        ObjectNode longer = tailIn(2);
        longer.set("tail", parts(sealed(2, false, 1 << 20), 0, FULL, 0, 1));
        book.bad("longer-than-a-chunk", "open-tail", BAD_LENGTH, longer);
    }

    private ObjectNode sealed(long index, boolean last, int length) {
        ObjectNode node = book.in();
        ObjectNode in = node.putObject("sealed");
        set(in, "fileKey", key);
        set(in, "header", header);
        in.put("index", index).put("last", last);
        set(in, "salt", book.random(16));
        in.putObject("plaintext").put("len", length).put("seed", book.random(1)[0] & 0xff);
        return node;
    }

    static ObjectNode parts(ObjectNode sealed, int... borders) {
        ObjectNode node = sealed.deepCopy();
        ArrayNode parts = node.putArray("parts");
        for (int i = 0; i < borders.length; i += 2) {
            parts.addArray().add(borders[i]).add(borders[i + 1]);
        }
        return node;
    }

    static ObjectNode flip(ObjectNode sealed, int at) {
        ObjectNode node = sealed.deepCopy();
        node.putArray("flip").addArray().add(at).add(1);
        return node;
    }

    private ObjectNode concat(ObjectNode... parts) {
        ObjectNode node = book.in();
        node.putArray("concat").addAll(Arrays.asList(parts));
        return node;
    }

    /** The middle segment of another chunk of three. */
    private ObjectNode splice(ObjectNode three, ObjectNode other, int[] at) {
        return concat(parts(three, 0, at[1]), parts(other, at[1], at[2]), parts(three, at[2], at[3]));
    }

    private void chunk(String id, SealError error, long index, boolean last, JsonNode chunk) {
        ObjectNode in = chunkIn(key, header, index, last);
        in.set("chunk", chunk);
        book.bad(id, "open-chunk", error, in);
    }

    private void chunk(
            String id, SealError error, byte[] fileKey, byte[] fileHeader, long index, boolean last, byte[] chunk) {
        ObjectNode in = chunkIn(fileKey, fileHeader, index, last);
        set(in, "chunk", chunk);
        book.bad(id, "open-chunk", error, in);
    }

    private ObjectNode chunkIn(byte[] fileKey, byte[] fileHeader, long index, boolean last) {
        ObjectNode in = book.in();
        set(in, "fileKey", fileKey);
        set(in, "header", fileHeader);
        return in.put("index", index).put("last", last);
    }

    private void tail(String id, SealError error, long index, byte[] tail) {
        ObjectNode in = tailIn(index);
        set(in, "tail", tail);
        book.bad(id, "open-tail", error, in);
    }

    private ObjectNode tailIn(long index) {
        ObjectNode in = book.in();
        set(in, "fileKey", key);
        set(in, "header", header);
        return in.put("index", index);
    }
}
