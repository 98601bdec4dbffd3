package io.slipway.edge.http;

import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the members of one JSON object, each with its bounds, and refuses what is left over. All refusals are
 * {@code BAD_REQUEST} and name the member, never its value.
 */
final class JsonFields {
    private final JsonObject json;
    private final String at;
    private final Set<String> read = new HashSet<>();

    /** @param at where the object stands, for messages: empty, or such as {@code files[2].} */
    JsonFields(JsonObject json, String at) {
        this.json = json;
        this.at = at;
    }

    /** A text that another type makes sense of. */
    <T> T text(String name, Function<String, T> of) {
        Object value = value(name);
        if (!(value instanceof String text)) {
            throw bad(name, "is a string");
        }
        return of.apply(text);
    }

    /** The same, or null where null or nothing stands. */
    <T> T textOrNull(String name, Function<String, T> of) {
        return value(name) == null ? null : text(name, of);
    }

    /** Bytes as base64url without padding, in their canonical form. */
    byte[] bytes(String name, int min, int max) {
        byte[] bytes = bytesOrNull(name, min, max);
        if (bytes == null) {
            throw bad(name, "is base64url of " + min + " to " + max + " bytes");
        }
        return bytes;
    }

    /** The same, or null where null or nothing stands. */
    byte[] bytesOrNull(String name, int min, int max) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text && text.length() <= (max * 4L + 2) / 3) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(text);
                boolean canonical = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .equals(text);
                if (canonical && bytes.length >= min && bytes.length <= max) {
                    return bytes;
                }
            } catch (IllegalArgumentException e) {
                throw bad(name, "is base64url without padding");
            }
        }
        throw bad(name, "is base64url without padding, of " + min + " to " + max + " bytes");
    }

    Digest digest(String name) {
        return Digest.of(bytes(name, Digest.BYTES, Digest.BYTES));
    }

    /** A whole number, or the other one where null or nothing stands. */
    long whole(String name, long min, long max, long otherwise) {
        Object value = value(name);
        if (value == null) {
            return otherwise;
        }
        boolean whole = value instanceof Integer || value instanceof Long;
        if (!whole || ((Number) value).longValue() < min || ((Number) value).longValue() > max) {
            throw bad(name, "is a whole number from " + min + " to " + max);
        }
        return ((Number) value).longValue();
    }

    /** Whether it stands there, be it as null. */
    boolean has(String name) {
        read.add(name);
        return json.containsKey(name);
    }

    Digest digestOrNull(String name) {
        byte[] bytes = bytesOrNull(name, Digest.BYTES, Digest.BYTES);
        return bytes == null ? null : Digest.of(bytes);
    }

    /** True or false, or the other one where null or nothing stands. */
    Boolean flag(String name, Boolean otherwise) {
        Object value = value(name);
        if (value != null && !(value instanceof Boolean)) {
            throw bad(name, "is true or false");
        }
        return value == null ? otherwise : (Boolean) value;
    }

    /** An object, or null where null or nothing stands. */
    <T> T objectOrNull(String name, Function<JsonFields, T> of) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonObject object)) {
            throw bad(name, "is an object");
        }
        JsonFields fields = new JsonFields(object, at + name + ".");
        T made = of.apply(fields);
        fields.end();
        return made;
    }

    /** A list of texts. */
    <T> List<T> texts(String name, int min, int max, Function<String, T> of) {
        Object value = value(name);
        if (!(value instanceof JsonArray array) || array.size() < min || array.size() > max) {
            throw bad(name, "is a list of " + min + " to " + max);
        }
        List<T> items = new ArrayList<>(array.size());
        for (Object item : array) {
            if (!(item instanceof String text)) {
                throw bad(name, "is a list of strings");
            }
            items.add(of.apply(text));
        }
        return items;
    }

    /** A list of objects. */
    <T> List<T> list(String name, int min, int max, Function<JsonFields, T> of) {
        Object value = value(name);
        if (!(value instanceof JsonArray array) || array.size() < min || array.size() > max) {
            throw bad(name, "is a list of " + min + " to " + max);
        }
        List<T> items = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            String place = at + name + "[" + i + "]";
            if (!(array.getValue(i) instanceof JsonObject item)) {
                throw new Problem(ProblemCode.BAD_REQUEST, place + " is an object");
            }
            JsonFields fields = new JsonFields(item, place + ".");
            items.add(of.apply(fields));
            fields.end();
        }
        return items;
    }

    /** Refuses members that nobody read. */
    void end() {
        if (!read.containsAll(json.fieldNames())) {
            throw new Problem(
                    ProblemCode.BAD_REQUEST,
                    at.isEmpty()
                            ? "the body has unknown members"
                            : at.substring(0, at.length() - 1) + " has unknown members");
        }
    }

    private Object value(String name) {
        read.add(name);
        return json.getValue(name);
    }

    private Problem bad(String name, String rule) {
        return new Problem(ProblemCode.BAD_REQUEST, at + name + " " + rule);
    }
}
