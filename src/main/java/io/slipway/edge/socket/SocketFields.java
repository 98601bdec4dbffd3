package io.slipway.edge.socket;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.model.Digest;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Signals;
import io.slipway.seal.Base64Url;
import io.slipway.seal.Token;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads the fields of one object, each with its bounds; one that nobody asks for is ignored. All refusals are {@code
 * BAD_REQUEST} and name the field, never its value.
 */
final class SocketFields {
    private final JsonNode json;

    SocketFields(JsonNode json) {
        this.json = json;
    }

    /** A text. @param most bytes of UTF-8; none is refused as well */
    String text(String name, int most) {
        JsonNode value = json.get(name);
        String text = value != null && value.isTextual() ? value.textValue() : "";
        if (text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > most) {
            throw bad(name, "is a text of 1 to " + most + " bytes");
        }
        return text;
    }

    /** The same, or an empty one where nothing, null or that stands. */
    String textOrEmpty(String name, int most) {
        JsonNode value = json.get(name);
        boolean none = value == null
                || value.isNull()
                || value.isTextual() && value.textValue().isEmpty();
        return none ? "" : text(name, most);
    }

    /** A whole number from 0 to 2^31 - 1. */
    int number(String name) {
        Integer number = numberOrNull(name);
        if (number == null) {
            throw bad(name, "is a whole number from 0 to 2147483647");
        }
        return number;
    }

    /** The same, or null if anything else stands there. */
    Integer numberOrNull(String name) {
        JsonNode value = json.get(name);
        boolean whole = value != null && value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0;
        return whole ? value.intValue() : null;
    }

    <E extends Enum<E>> E oneOf(String name, Class<E> type) {
        String text = text(name, 16);
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
                .findAny()
                .orElseThrow(() -> bad(name, "is none of its values"));
    }

    PeerId peer(String name) {
        try {
            return new PeerId(text(name, 64));
        } catch (Problem e) {
            throw bad(name, "is a peer's id");
        }
    }

    /** The proof of a capability, or null where nothing or null stands. */
    Digest tokenOrNull(String name) {
        JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        return Token.parse(text(name, 128))
                .map(Token::verifier)
                .orElseThrow(() -> bad(name, "is a capability: 43 characters of base64url"));
    }

    /** What is said: base64url without padding, in its canonical form. */
    byte[] body(String name) {
        JsonNode value = json.get(name);
        String text = value != null && value.isTextual() ? value.textValue() : "=";
        return Base64Url.decode(text)
                .filter(body -> body.length <= Signals.MAX_BODY_BYTES)
                .orElseThrow(() -> bad(name, "is base64url of at most " + Signals.MAX_BODY_BYTES + " bytes"));
    }

    SocketFields objectOrNull(String name) {
        JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isObject()) {
            throw bad(name, "is an object");
        }
        return new SocketFields(value);
    }

    private static Problem bad(String name, String rule) {
        return new Problem(ProblemCode.BAD_REQUEST, name + " " + rule);
    }
}
