package io.slipway.seal;

import java.util.Base64;
import java.util.Optional;

/** base64url without padding (RFC 4648, section 5), in its one canonical form. */
public final class Base64Url {
    private Base64Url() {}

    public static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Empty unless the text is what {@link #encode} makes of exactly so many bytes. */
    static Optional<byte[]> decode(String text, int bytes) {
        return text.length() == (bytes * 8 + 5) / 6 ? decode(text) : Optional.empty();
    }

    /** Empty unless the text is what {@link #encode} makes of some bytes. */
    public static Optional<byte[]> decode(String text) {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(text);
            return encode(decoded).equals(text) ? Optional.of(decoded) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
