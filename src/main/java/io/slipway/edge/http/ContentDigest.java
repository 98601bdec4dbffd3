package io.slipway.edge.http;

import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import java.util.Base64;

/** The {@code sha-256} member of a {@code Content-Digest} header (RFC 9530, a dictionary of RFC 8941); others are ignored. */
final class ContentDigest {
    private static final String MEMBER = "sha-256=";

    private ContentDigest() {}

    /**
     * @param header the header's value, or null
     * @return the digest, or null if there is none of this kind
     */
    static Digest sha256(String header) {
        if (header == null) {
            return null;
        }
        for (String member : header.split(",", 16)) {
            String text = member.strip();
            if (text.startsWith(MEMBER)) {
                return parse(text.substring(MEMBER.length()));
            }
        }
        return null;
    }

    private static Digest parse(String value) {
        if (value.length() > 2 && value.startsWith(":") && value.endsWith(":")) {
            try {
                return Digest.of(Base64.getDecoder().decode(value.substring(1, value.length() - 1)));
            } catch (IllegalArgumentException | Problem e) {
                throw malformed();
            }
        }
        throw malformed();
    }

    private static Problem malformed() {
        return new Problem(ProblemCode.BAD_REQUEST, "Content-Digest is sha-256=:base64 of 32 bytes:");
    }
}
