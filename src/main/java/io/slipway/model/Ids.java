package io.slipway.model;

import java.util.Base64;

/** The text form that all ids share: 16 bytes as base64url without padding (RFC 4648, section 5), 22 characters. */
final class Ids {
    static final int BYTES = 16;
    static final int CHARS = 22;

    private Ids() {}

    static void check(String text) {
        if (text == null || text.length() != CHARS || !text(bytes(text)).equals(text)) {
            throw bad();
        }
    }

    static byte[] bytes(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw bad();
        }
    }

    static String text(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw bad();
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Problem bad() {
        return new Problem(ProblemCode.BAD_REQUEST, "an id is 22 characters of base64url");
    }
}
