package io.slipway.seal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.List;

/** What every implementation must make alike: headers, keys, wraps, metadata, links and sizes. */
final class GoodVectors {
    private static final int SEGMENT = Slp1.SEGMENT_BYTES;
    private static final int CHUNK = Slp1.CHUNK_BYTES;
    private static final long MAX = Slp1.MAX_SIZE;
    static final List<String> LABELS = List.of(
            "commit",
            "chunk",
            "tail",
            "meta",
            "share meta",
            "seal",
            "wrap share",
            "wrap file",
            "wrap node",
            "wrap kek",
            "wrap live",
            "wrap secret");

    private final VectorBook book;

    GoodVectors(VectorBook book) {
        this.book = book;
    }

    void write() {
        headers();
        keys();
        new GoodSealedVectors(book).write();
        shares();
        metadata();
        links();
        sizes();
    }

    private void headers() {
        book.good("unknown-size", "header", header(book.random(16), null));
        book.good("all-zero-id", "header", header(new byte[16], 0L));
        book.good("all-one-id", "header", header(bytes("ff".repeat(16)), MAX));
        for (long size : new long[] {
            0,
            1,
            255,
            256,
            SEGMENT - 1,
            SEGMENT,
            SEGMENT + 1,
            CHUNK - 1,
            CHUNK,
            CHUNK + 1,
            CHUNK * 5 / 2,
            (1L << 31) - 1,
            1L << 31,
            (1L << 32) - 1,
            1L << 32,
            (1L << 32) + 1,
            1L << 40,
            MAX - 1,
            MAX
        }) {
            book.good("size-" + size, "header", header(book.random(16), size));
        }
    }

    private void keys() {
        hkdf("rfc5869-1", "0b".repeat(22), "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", 42);
        hkdf("rfc5869-2", range(0x00, 80), range(0x60, 80), range(0xb0, 80), 82);
        hkdf("rfc5869-3", "0b".repeat(22), "", "", 42);
        for (int length : new int[] {1, 16, 31, 32, 33, 64, 65, 160, 1_024}) {
            hkdf("length-" + length, random(32), random(16), random(40), length);
        }
        hkdf("salt-of-a-block", random(32), random(64), random(1), 32);
        hkdf("salt-longer-than-a-block", random(32), random(65), random(1), 32);
        hkdf("long-ikm", random(200), random(16), random(0), 32);
        for (String x : LABELS) {
            ObjectNode in = book.in().put("x", x);
            in.set("hh", VectorBytes.hex(book.random(32)));
            book.good(x.replace(' ', '-'), "label", in);
        }
        commit("all-zero-key", new byte[32], book.header(0L));
        commit("all-one-key", bytes("ff".repeat(32)), book.header(null));
        for (int i = 0; i < 8; i++) {
            commit("random-" + i, book.random(32), book.header(i % 2 == 0 ? null : (Long) (1L << (i * 6))));
        }
    }

    private void shares() {
        for (int i = 0; i < 5; i++) {
            ObjectNode in = book.in();
            set(in, "shareKey", i == 0 ? new byte[32] : book.random(32));
            set(in, "shareId", i == 0 ? new byte[16] : book.random(16));
            book.good("random-" + i, "share-scope", in);
            ObjectNode auth = book.in();
            set(auth, "S", i == 0 ? new byte[32] : book.random(32));
            set(auth, "shareId", book.random(16));
            book.good("random-" + i, "auth", auth);
            ObjectNode file = book.in();
            set(file, "shareKey", book.random(32));
            set(file, "fileKey", book.random(32));
            set(file, "header", book.header(i == 0 ? null : (Long) (long) i));
            set(file, "salt", book.random(16));
            book.good("random-" + i, "wrap-file", file);
        }
        for (long version : new long[] {1, 2, 3, Slp1.MAX_VERSION}) {
            book.good("version-" + version, "wrap-share", wrapShare(null, version));
        }
        book.good("password", "wrap-share", wrapShare("correct horse battery staple", 2));
        book.good("password-nfd", "wrap-share", wrapShare("cafe\u0301 A\u030a", 3));
        password("ascii", "correct horse battery staple");
        password("nfd", "cafe\u0301 \u1112\u1161\u11ab \u212b");
        password("astral", "\ud83d\udd11 \u540d\u524d");
        password("spaces-and-controls", " \u00a0\t\u007f ");
    }

    private void metadata() {
        meta("plain", "report.pdf", "", "application/pdf", 1_700_000_000_000L, 12_345);
        meta("nothing-known", "a", "", "", 0, 0);
        meta("in-a-folder", "b.txt", "photos/2024/summer", "text/plain", 1, 1);
        meta("nfd", "cafe\u0301.txt", "re\u0301sume\u0301s", "text/plain", 1, 1);
        meta("nfc", "caf\u00e9.txt", "r\u00e9sum\u00e9s", "text/plain", 1, 1);
        meta("astral", "\ud83d\ude00\ud83c\uddea\ud83c\uddfa.png", "\ud840\udc00", "image/png", 1, 1);
        meta("right-to-left", "\u05e9\u05dc\u05d5\u05dd\u202e.txt", "\u0645\u0631\u062d\u0628\u0627", "", 1, 1);
        meta("quotes-and-backslashes", "a\"b\\c/d'e", "\\\\server\\\"share\"", "", 1, 1);
        meta("short-escapes", "\b\t\n\f\r", "", "", 1, 1);
        meta("other-controls", "\u0000\u0001\u0007\u000b\u000e\u001a\u001b\u001f", "", "", 1, 1);
        meta("delete-and-c1", "\u007f\u0080\u009f", "", "", 1, 1);
        meta("line-separators", "\u2028\u2029\ufeff", "", "", 1, 1);
        meta("html", "<script>&amp;</script>", "../..", "text/html; charset=\"utf-8\"", 1, 1);
        meta("noncharacters", "\ufffe\uffff\ufffd", "", "", 1, 1);
        meta("before-1970", "a", "", "", -1, 1);
        meta("earliest", "a", "", "", -MAX, 1);
        meta("latest", "a", "", "", MAX, 1);
        meta("largest", "a", "", "", 0, MAX);
        meta("name-of-255-bytes", "n".repeat(255), "", "", 0, 0);
        int fixed = "{\"mtime\":0,\"name\":\"\",\"padding\":\"\",\"path\":\"\",\"size\":0,\"type\":\"\"}".length();
        meta("no-padding", "n".repeat(256 - fixed), "", "", 0, 0);
        meta("one-zero", "n".repeat(255 - fixed), "", "", 0, 0);
        meta("all-but-one-zeros", "n".repeat(257 - fixed), "", "", 0, 0);
        meta("no-padding-multibyte", "n" + "\u00e9".repeat((255 - fixed) / 2), "", "", 0, 0);
        meta("longest", "n".repeat(Slp1.MAX_META_BYTES - fixed), "", "", 0, 0);
    }

    private void links() {
        int i = 0;
        for (String origin : List.of(
                "https://files.example",
                "http://localhost:8080",
                "https://192.0.2.7:8443",
                "https://[2001:db8::1]:8080",
                "http://a",
                "https://xn--bcher-kva.example")) {
            String id = Base64Url.encode(i == 0 ? new byte[16] : i == 1 ? bytes("ff".repeat(16)) : book.random(16));
            String s = Base64Url.encode(i == 0 ? bytes("ff".repeat(32)) : book.random(32));
            book.good("form-" + i++, "link", book.in().put("url", origin + "/s/" + id + "#1." + s));
        }
    }

    private void sizes() {
        for (long size : new long[] {
            0,
            1,
            15,
            16,
            17,
            SEGMENT - 1,
            SEGMENT,
            SEGMENT + 1,
            2 * SEGMENT,
            2 * SEGMENT + 1,
            CHUNK - SEGMENT,
            CHUNK - SEGMENT + 1,
            CHUNK - 1,
            CHUNK,
            CHUNK + 1,
            CHUNK + SEGMENT,
            2 * CHUNK - 1,
            2 * CHUNK,
            2 * CHUNK + 1,
            CHUNK * 5 / 2,
            (1L << 31) - 1,
            1L << 31,
            (1L << 32) - 1,
            1L << 32,
            (1L << 32) + 1,
            1L << 40,
            MAX
        }) {
            book.good("size-" + size, "sizes", book.in().put("plaintext", Long.toString(size)));
        }
    }

    private ObjectNode header(byte[] fileId, Long size) {
        ObjectNode in = book.in();
        set(in, "fileId", fileId);
        return in.put("size", size == null ? null : Long.toString(size));
    }

    private void hkdf(String id, String ikm, String salt, String info, int length) {
        ObjectNode in = book.in().put("ikm", ikm).put("salt", salt).put("info", info);
        book.good(id, "hkdf", in.put("length", length));
    }

    private void commit(String id, byte[] fileKey, byte[] header) {
        ObjectNode in = book.in();
        set(in, "fileKey", fileKey);
        set(in, "header", header);
        book.good(id, "commit", in);
    }

    private ObjectNode wrapShare(String password, long version) {
        ObjectNode in = book.in();
        set(in, "S", book.random(32));
        in.put("password", password);
        set(in, "shareId", book.random(16));
        in.put("version", version);
        set(in, "salt", book.random(16));
        set(in, "shareKey", book.random(32));
        return in;
    }

    private void password(String id, String password) {
        ObjectNode in = book.in();
        set(in, "S", book.random(32));
        set(in, "shareId", book.random(16));
        book.good(id, "password", in.put("password", password));
    }

    private void meta(String id, String name, String path, String type, long mtime, long size) {
        ObjectNode in = book.in();
        in.putObject("meta")
                .put("name", name)
                .put("path", path)
                .put("type", type)
                .put("mtime", mtime)
                .put("size", size);
        book.good(id, "meta-json", in);
    }

    private String random(int count) {
        return HexFormat.of().formatHex(book.random(count));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String range(int from, int count) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < count; i++) {
            hex.append(HexFormat.of().toHexDigits((byte) (from + i)));
        }
        return hex.toString();
    }

    static void set(ObjectNode in, String field, byte[] value) {
        in.set(field, VectorBytes.hex(value));
    }
}
