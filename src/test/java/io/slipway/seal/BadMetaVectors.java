package io.slipway.seal;

/** Metadata that is not in its one canonical form. */
final class BadMetaVectors {
    private static final String GOOD =
            padded("{\"mtime\":7,\"name\":\"a/b\",\"padding\":\"", "\",\"path\":\"p\",\"size\":5,\"type\":\"t\"}");

    private final VectorBook book;

    BadMetaVectors(VectorBook book) {
        this.book = book;
    }

    void write() {
        bad("empty", "");
        bad("spaces-only", " ".repeat(256));
        bad("zeros-only", "0".repeat(256));
        bad("null", padded("null", " ", ' '));
        bad("array", padded("[\"", "\"]"));
        bad("string", padded("\"", "\""));
        bad("not-a-multiple-of-256", GOOD.replaceFirst("000", "00"));
        bad("one-byte-more", GOOD + " ");
        bad("a-step-too-much-padding", GOOD.replaceFirst("000", "000" + "0".repeat(256)));
        bad("padded-with-spaces", GOOD.replaceFirst("000", "   "));
        bad("padded-with-one-1", GOOD.replaceFirst("000", "010"));
        bad("space-before", " " + GOOD.replaceFirst("000", "00"));
        bad("newline-after", GOOD.replaceFirst("000", "00") + "\n");
        bad("space-after-colon", same(GOOD, "\"size\":5", "\"size\": 5"));
        bad("nul-after", GOOD.replaceFirst("000", "00") + "\0");
        bad("byte-order-mark", "\ufeff" + GOOD.replaceFirst("0000", "0"));
        bad(
                "unsorted",
                padded("{\"name\":\"a\",\"mtime\":7,\"padding\":\"", "\",\"path\":\"p\",\"size\":5,\"type\":\"t\"}"));
        bad(
                "padding-last",
                padded("{\"mtime\":7,\"name\":\"a\",\"path\":\"p\",\"size\":5,\"type\":\"t\",\"padding\":\"", "\"}"));
        bad(
                "without-padding",
                "{\"mtime\":7,\"name\":\"" + "n".repeat(206) + "\",\"path\":\"\",\"size\":5,\"type\":\"\"}");
        bad("without-name", padded("{\"mtime\":7,\"padding\":\"", "\",\"path\":\"p\",\"size\":5,\"type\":\"t\"}"));
        bad("without-path", padded("{\"mtime\":7,\"name\":\"a\",\"padding\":\"", "\",\"size\":5,\"type\":\"t\"}"));
        bad("without-type", padded("{\"mtime\":7,\"name\":\"a\",\"padding\":\"", "\",\"path\":\"p\",\"size\":5}"));
        bad("name-twice", same(GOOD, "\"name\":\"a/b\"", "\"name\":\"a/b\",\"name\":\"a/b\""));
        bad("unknown-member", same(GOOD, "{\"mtime\"", "{\"extra\":1,\"mtime\""));
        bad("unknown-member-last", same(GOOD, "\"t\"}", "\"t\",\"x\":1}"));
        bad("path-null", same(GOOD, "\"path\":\"p\"", "\"path\":null"));
        bad("name-a-number", same(GOOD, "\"a/b\"", "7"));
        bad("name-an-object", same(GOOD, "\"a/b\"", "{}"));
        bad("size-a-string", same(GOOD, "\"size\":5", "\"size\":\"5\""));
        bad("size-null", same(GOOD, "\"size\":5", "\"size\":null"));
        bad("size-true", same(GOOD, "\"size\":5", "\"size\":true"));
        bad("size-negative", same(GOOD, "\"size\":5", "\"size\":-5"));
        bad("size-with-fraction", same(GOOD, "\"size\":5", "\"size\":5.5"));
        bad("size-with-zero-fraction", same(GOOD, "\"size\":5", "\"size\":5.0"));
        bad("size-with-exponent", same(GOOD, "\"size\":5", "\"size\":5e0"));
        bad("size-with-plus", same(GOOD, "\"size\":5", "\"size\":+5"));
        bad("size-with-leading-zero", same(GOOD, "\"size\":5", "\"size\":05"));
        bad("size-2^53", same(GOOD, "\"size\":5", "\"size\":9007199254740992"));
        bad("size-beyond-64-bits", same(GOOD, "\"size\":5", "\"size\":18446744073709551621"));
        bad("mtime-minus-zero", same(GOOD, "\"mtime\":7", "\"mtime\":-0"));
        bad("mtime-with-fraction", same(GOOD, "\"mtime\":7", "\"mtime\":7.25"));
        bad("mtime-2^53", same(GOOD, "\"mtime\":7", "\"mtime\":9007199254740992"));
        bad("mtime-minus-2^53", same(GOOD, "\"mtime\":7", "\"mtime\":-9007199254740992"));
        bad("mtime-missing-value", same(GOOD, "\"mtime\":7", "\"mtime\":"));
        bad("escaped-solidus", same(GOOD, "a/b", "a\\/b"));
        bad("escaped-letter", same(GOOD, "a/b", "\\u0061/b"));
        bad("escaped-capital-hex", same(GOOD, "a/b", "\\u001F"));
        bad("escaped-newline-in-hex", same(GOOD, "a/b", "\\u000a"));
        bad("escaped-delete", same(GOOD, "a/b", "\\u007f"));
        bad("escaped-accent", same(GOOD, "a/b", "\\u00e9"));
        bad("escaped-half-surrogate", same(GOOD, "a/b", "\\ud83d"));
        bad("escaped-surrogate-pair", same(GOOD, "a/b", "\\ud83d\\ude00"));
        bad("unknown-escape", same(GOOD, "a/b", "a\\vb"));
        bad("escape-cut", same(GOOD, "a/b", "\\u00"));
        bad("raw-control", same(GOOD, "a/b", "a\u0001b"));
        bad("raw-newline", same(GOOD, "a/b", "a\nb"));
        bad("unended-string", GOOD.substring(0, 254) + "00");
        bad("cut", GOOD.substring(0, 255) + " ");
        bad("single-quotes", GOOD.replace('"', '\''));
        bad("longer-than-31-steps", padded("{\"mtime\":7,\"name\":\"" + "n".repeat(7_936), "\"}"));
        bad("two-objects", GOOD + GOOD);
    }

    private void bad(String id, String json) {
        book.bad(id, "parse-meta", SealError.BAD_META, book.in().put("json", json));
    }

    /** Puts one thing for another and takes as many zeros away (or adds them) as keeps the length. */
    private static String same(String json, String from, String to) {
        if (!json.contains(from)) {
            throw new IllegalStateException("nothing to replace: " + from);
        }
        int longer = to.length() - from.length();
        String replaced = json.replace(from, to);
        return longer >= 0
                ? replaced.replaceFirst("0{" + (longer + 1) + "}", "0")
                : replaced.replaceFirst("0000", "0".repeat(4 - longer));
    }

    private static String padded(String head, String rest) {
        return padded(head, rest, '0');
    }

    private static String padded(String head, String rest, char filler) {
        int length = head.length() + rest.length();
        return head + String.valueOf(filler).repeat(-length & 255) + rest;
    }
}
