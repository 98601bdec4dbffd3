package io.slipway.cli.transfer;

import io.slipway.seal.Base64Url;
import java.util.Base64;

/** Bytes as they stand in JSON: base64url without padding. */
final class Base64s {
    private Base64s() {}

    /** Null of null. */
    static String text(byte[] bytes) {
        return bytes == null ? null : Base64Url.encode(bytes);
    }

    /** @throws IllegalArgumentException if it is something else; null of null */
    static byte[] bytes(String text) {
        return text == null ? null : Base64.getUrlDecoder().decode(text);
    }
}
