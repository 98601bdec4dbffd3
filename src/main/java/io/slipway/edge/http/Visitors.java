package io.slipway.edge.http;

import io.slipway.model.Digest;
import io.slipway.model.IpAddress;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Downloads;
import io.slipway.seal.OpenPassword;
import io.slipway.seal.Token;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Who asks, read from a request's headers. What can't be read counts as missing. */
final class Visitors {
    static final String CLAIM = "X-Claim";
    static final String PROOF = "X-Share-Password-Proof";
    static final String PASSWORD = "X-Share-Password";

    private static final String BASIC = "basic ";
    private static final int MAX_AGENT_CHARS = 256;
    /** Each byte as three signs, and some room. */
    private static final int MAX_ENCODED_CHARS = 4 * OpenPassword.MAX_BYTES;

    private Visitors() {}

    static Downloads.Visitor of(Exchange exchange, Workbench bench) {
        HttpServerRequest request = exchange.request();
        IpAddress address = bench.client(request);
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        return new Downloads.Visitor(
                token(request.getHeader(PROOF)),
                password(request),
                address.toString(),
                address.site().toString(),
                agent == null ? "" : agent.substring(0, Math.min(agent.length(), MAX_AGENT_CHARS)),
                token(request.getHeader(CLAIM)));
    }

    private static Digest token(String text) {
        return text == null
                ? null
                : Token.parse(text.strip()).map(Token::verifier).orElse(null);
    }

    /** The password of an open share: its own header, else the second half of {@code Basic} (RFC 7617). */
    private static String password(HttpServerRequest request) {
        String own = request.getHeader(PASSWORD);
        if (own != null) {
            return decoded(own.strip());
        }
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null
                || header.length() > MAX_ENCODED_CHARS
                || !header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return null;
        }
        try {
            String pair = utf8(
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip()));
            int colon = pair == null ? -1 : pair.indexOf(':');
            return colon < 0 ? null : pair.substring(colon + 1);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The password that comes with a new open share, or null. @throws Problem {@code BAD_REQUEST} if it can't be one */
    static String newPassword(HttpServerRequest request) {
        String sent = request.getHeader(PASSWORD);
        if (sent == null) {
            return null;
        }
        String password = decoded(sent.strip());
        if (password == null || !OpenPassword.possible(password)) {
            throw new Problem(
                    ProblemCode.BAD_REQUEST,
                    PASSWORD + " has 1 to " + OpenPassword.MAX_BYTES + " bytes of UTF-8, percent-encoded");
        }
        return password;
    }

    /** Percent-encoded UTF-8 (RFC 3986, section 2.1); null if it isn't. */
    private static String decoded(String text) {
        if (text.length() > MAX_ENCODED_CHARS) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 <= text.length() - 1 ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 <= text.length() - 1 ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else if (c >= 0x20 && c < 0x7f) {
                bytes.put((byte) c);
            } else {
                return null;
            }
        }
        return utf8(java.util.Arrays.copyOf(bytes.array(), bytes.position()));
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
