package io.slipway.seal;

import static io.slipway.seal.GoodVectors.set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What every implementation must seal and open alike: chunks, tails, blocks, seals and whole files. */
final class GoodSealedVectors {
    private static final int SEGMENT = Slp1.SEGMENT_BYTES;
    private static final int CHUNK = Slp1.CHUNK_BYTES;
    private static final long MAX = Slp1.MAX_SIZE;
    private static final List<String> LABELS = GoodVectors.LABELS;
    private static final long[] FAR = {
        1,
        2,
        255,
        256,
        65_535,
        65_536,
        (1L << 31) - 1,
        1L << 31,
        (1L << 32) - 1,
        1L << 32,
        (1L << 32) + 1,
        1L << 40,
        MAX
    };

    private final VectorBook book;

    GoodSealedVectors(VectorBook book) {
        this.book = book;
    }

    void write() {
        chunks();
        blocks();
        files();
    }

    private void chunks() {
        for (int length : new int[] {
            0,
            1,
            15,
            16,
            17,
            255,
            1_000,
            SEGMENT - 1,
            SEGMENT,
            SEGMENT + 1,
            2 * SEGMENT - 1,
            2 * SEGMENT,
            2 * SEGMENT + 1,
            200_000,
            15 * SEGMENT,
            15 * SEGMENT + 1,
            CHUNK - 1,
            CHUNK
        }) {
            book.good("only-" + length, "chunk", chunk(book.header((long) length), 0, true, length));
        }
        for (long index : FAR) {
            int length = (int) (1 + index % 300);
            book.good("last-of-many-" + index, "chunk", chunk(book.header(null), index, true, length));
        }
        book.good("second-and-last", "chunk", chunk(book.header(CHUNK + 100L), 1, true, 100));
        book.good("first-of-two", "chunk", chunk(book.header(CHUNK + 100L), 0, false, CHUNK));
        for (long index : new long[] {0, 1, 1L << 32, MAX}) {
            book.good("full-not-last-" + index, "chunk", chunk(book.header(null), index, false, CHUNK));
            book.good("full-and-last-" + index, "chunk", chunk(book.header(null), index, true, CHUNK));
        }
        for (int length : new int[] {1, 1_000, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, CHUNK - 1, CHUNK}) {
            book.good("length-" + length, "tail", tail(book.header(null), 0, length));
        }
        for (long index : new long[] {1, 1L << 32, MAX}) {
            book.good("index-" + index, "tail", tail(book.header(null), index, 50));
        }
    }

    private void blocks() {
        for (String x : LABELS.subList(3, LABELS.size())) {
            int length = x.contains("meta") ? 256 : x.equals("seal") ? 48 : 32;
            book.good(x.replace(' ', '-'), "block", block(x, 1, length));
        }
        for (long version : new long[] {0, 2, 255, 256, 65_536, (1L << 31), Slp1.MAX_VERSION}) {
            book.good("version-" + version, "block", block("meta", version, 256));
        }
        for (int length : new int[] {0, 1, 15, 16, 17, 512, 1_024, 7_936}) {
            book.good("length-" + length, "block", block("share meta", 3, length));
        }
        for (long size : new long[] {0, 1, CHUNK, CHUNK + 1, CHUNK * 5 / 2, 1L << 32, (1L << 32) + 1, MAX}) {
            book.good("size-" + size, "seal-block", seal(book.header(size), size));
            book.good("unannounced-" + size, "seal-block", seal(book.header(null), size));
        }
        for (int count : new int[] {1, 2, 3, 16, 17, 100}) {
            ObjectNode in = book.in();
            ArrayNode digests = in.putArray("digests");
            for (int i = 0; i < count; i++) {
                digests.add(VectorBytes.hex(book.random(32)));
            }
            book.good("of-" + count, "root", in);
        }
    }

    private void files() {
        for (int length : new int[] {
            0, 1, 1_000, SEGMENT - 1, SEGMENT, SEGMENT + 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, CHUNK * 5 / 2
        }) {
            ObjectNode in = book.in();
            set(in, "fileKey", book.random(32));
            set(in, "fileId", book.random(16));
            ArrayNode salts = in.putArray("salts");
            for (int i = 0; i < Math.max(1, (length + CHUNK - 1) / CHUNK); i++) {
                salts.add(VectorBytes.hex(book.random(16)));
            }
            in.set("plaintext", plaintext(length));
            book.good("size-" + length, "file", in);
        }
    }

    private ObjectNode chunk(byte[] header, long index, boolean last, int length) {
        ObjectNode in = book.in();
        set(in, "fileKey", book.random(32));
        set(in, "header", header);
        in.put("index", index).put("last", last);
        set(in, "salt", book.random(16));
        in.set("plaintext", plaintext(length));
        return in;
    }

    private ObjectNode tail(byte[] header, long index, int length) {
        ObjectNode in = chunk(header, index, false, length);
        in.remove("last");
        return in;
    }

    private ObjectNode block(String x, long version, int length) {
        ObjectNode in = book.in();
        set(in, "key", book.random(32));
        in.put("x", x).put("version", version);
        ObjectNode scope = in.putObject("scope");
        set(scope, "hh", book.random(32));
        set(scope, "commit", book.random(32));
        set(in, "salt", book.random(16));
        in.set("plaintext", plaintext(length));
        return in;
    }

    private ObjectNode seal(byte[] header, long size) {
        ObjectNode in = book.in();
        set(in, "fileKey", book.random(32));
        set(in, "header", header);
        set(in, "salt", book.random(16));
        in.put("size", Long.toString(size)).put("chunks", Long.toString(Sizes.chunks(size)));
        set(in, "root", book.random(32));
        return in;
    }

    /** Short plaintext is written down, longer plaintext named by its formula. */
    private JsonNode plaintext(int length) {
        int seed = book.random(1)[0] & 0xff;
        return length <= 64
                ? VectorBytes.hex(Samples.plaintext(length, seed))
                : book.in().put("len", length).put("seed", seed);
    }
}
