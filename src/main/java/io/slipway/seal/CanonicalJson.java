package io.slipway.seal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The JSON of metadata, read member by member in canonical order (RFC 8785). Whoever reads something writes it again and
 * compares the bytes: that is what makes reading strict.
 */
final class CanonicalJson {
    private final String text;
    private int at;

    private CanonicalJson(String text) {
        this.text = text;
    }

    /** @throws SealException {@link SealError#BAD_META} if the bytes can't be padded JSON for their length or their encoding */
    static CanonicalJson of(byte[] json) {
        if (json.length == 0 || json.length > Slp1.MAX_META_BYTES || json.length % Slp1.META_STEP != 0) {
            throw bad("metadata is 1 to 31 steps of 256 bytes");
        }
        return new CanonicalJson(decoded(json));
    }

    /**
     * What stands before the padding and what after it, with the fewest zeros between that make whole steps.
     *
     * @throws SealException {@link SealError#BAD_META} if that is too long, or not well-formed Unicode
     */
    static byte[] padded(String head, String rest) {
        byte[] first = utf8(head);
        byte[] second = utf8(rest);
        int padding = -(first.length + second.length) & (Slp1.META_STEP - 1);
        byte[] zeros = new byte[padding];
        Arrays.fill(zeros, (byte) '0');
        byte[] json = Bytes.concat(first, zeros, second);
        if (json.length > Slp1.MAX_META_BYTES) {
            throw bad("names too long for a meta block");
        }
        return json;
    }

    /** Whether that stands next; it is passed over then. */
    boolean take(String literal) {
        boolean stands = text.startsWith(literal, at);
        at += stands ? literal.length() : 0;
        return stands;
    }

    void expectEnd() {
        if (at != text.length()) {
            throw malformed();
        }
    }

    void skipZeros() {
        while (at < text.length() && text.charAt(at) == '0') {
            at++;
        }
    }

    void expect(String literal) {
        if (!take(literal)) {
            throw malformed();
        }
    }

    long number() {
        int start = at;
        while (at < text.length() && (text.charAt(at) == '-' || Character.digit(text.charAt(at), 10) >= 0)) {
            at++;
        }
        try {
            return Long.parseLong(text, start, at, 10);
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    String string() {
        expect("\"");
        StringBuilder value = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return value.toString();
            }
            value.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = next();
        switch (c) {
            case 'b':
                return '\b';
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'f':
                return '\f';
            case 'r':
                return '\r';
            case 'u':
                return control();
            default:
                return c;
        }
    }

    private char control() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw malformed();
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private char next() {
        if (at == text.length()) {
            throw malformed();
        }
        return text.charAt(at++);
    }

    /** RFC 8785, section 3.2.2.2. */
    static String quoted(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private static byte[] utf8(String value) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            return Arrays.copyOf(encoded.array(), encoded.limit());
        } catch (CharacterCodingException e) {
            throw bad("a name is not well-formed Unicode");
        }
    }

    private static String decoded(byte[] json) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("metadata is not UTF-8");
        }
    }

    static SealException malformed() {
        return bad("metadata not in its canonical form");
    }

    private static SealException bad(String message) {
        return new SealException(SealError.BAD_META, message);
    }
}
