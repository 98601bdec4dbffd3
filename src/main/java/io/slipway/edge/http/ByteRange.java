package io.slipway.edge.http;

/**
 * What a {@code Range} header selects of a representation (RFC 9110, section 14). One range of bytes is honoured; what
 * isn't understood is ignored, as the RFC asks, and several ranges are answered with the whole, as it allows.
 */
sealed interface ByteRange {
    /** The longest header that is looked at; a single range needs far less. */
    int MAX_CHARS = 128;

    /** All of it. */
    record Whole() implements ByteRange {}

    /**
     * Some of it.
     *
     * @param from first byte
     * @param to last byte, included
     */
    record Part(long from, long to) implements ByteRange {
        long length() {
            return to - from + 1;
        }
    }

    /** None of it: the range begins beyond the end. */
    record Unsatisfiable() implements ByteRange {}

    Whole WHOLE = new Whole();
    Unsatisfiable UNSATISFIABLE = new Unsatisfiable();

    /**
     * @param header the header's value, or null
     * @param size bytes of the representation, ≥ 0
     */
    static ByteRange of(String header, long size) {
        if (header == null || header.length() > MAX_CHARS || !header.regionMatches(true, 0, "bytes=", 0, 6)) {
            return WHOLE;
        }
        String spec = header.substring(6).strip();
        int dash = spec.indexOf('-');
        if (dash < 0) {
            return WHOLE;
        }
        String first = spec.substring(0, dash);
        String last = spec.substring(dash + 1);
        if (!digits(first) || !digits(last)) {
            return WHOLE;
        }
        if (first.isEmpty()) {
            return last.isEmpty() ? WHOLE : suffix(number(last), size);
        }
        long from = number(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
        if (from > to) {
            return WHOLE;
        }
        return from >= size ? UNSATISFIABLE : new Part(from, Math.min(to, size - 1));
    }

    private static ByteRange suffix(long length, long size) {
        if (length == 0) {
            return UNSATISFIABLE;
        }
        return size == 0 ? WHOLE : new Part(Math.max(0, size - length), size - 1);
    }

    private static boolean digits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A number too large to be one counts as the largest. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
