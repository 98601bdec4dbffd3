package io.slipway.edge.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What to answer to a {@code GET} or {@code HEAD} for a representation of known size and tag: pure (RFC 9110, sections 13
 * and 14).
 */
sealed interface Selection {
    /** 200 with all bytes. */
    record Whole() implements Selection {}

    /** 206 with some. */
    record Part(long from, long to) implements Selection {}

    /** 304: the client has it. */
    record NotModified() implements Selection {}

    /** 416: beyond the end. */
    record Unsatisfiable() implements Selection {}

    Pattern TAGS = Pattern.compile("(?:W/)?(\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\")");

    /**
     * @param etag the strong tag, with its quotes
     * @param range, ifRange, ifNoneMatch the headers' values, or null
     */
    static Selection of(long size, String etag, String range, String ifRange, String ifNoneMatch) {
        if (ifNoneMatch != null && listed(etag, ifNoneMatch)) {
            return new NotModified();
        }
        if (range == null || ifRange != null && !ifRange.strip().equals(etag)) {
            return new Whole();
        }
        ByteRange wanted = ByteRange.of(range, size);
        if (wanted instanceof ByteRange.Part part) {
            return new Part(part.from(), part.to());
        }
        return wanted instanceof ByteRange.Unsatisfiable ? new Unsatisfiable() : new Whole();
    }

    /** Weak comparison, as {@code If-None-Match} asks for. */
    static boolean listed(String etag, String list) {
        if (list.strip().equals("*")) {
            return true;
        }
        Matcher tags = TAGS.matcher(list);
        while (tags.find()) {
            if (tags.group(1).equals(etag)) {
                return true;
            }
        }
        return false;
    }
}
