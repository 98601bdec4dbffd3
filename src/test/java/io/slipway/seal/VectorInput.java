package io.slipway.seal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The fields of a vector's {@code in}. */
final class VectorInput {
    private VectorInput() {}

    static byte[] bytes(JsonNode in, String field) {
        return VectorBytes.read(in.get(field));
    }

    static List<byte[]> list(JsonNode in, String field) {
        List<byte[]> list = new ArrayList<>();
        in.get(field).forEach(item -> list.add(VectorBytes.read(item)));
        return list;
    }

    static String text(JsonNode in, String field) {
        return in.get(field).textValue();
    }

    static long index(JsonNode in) {
        return in.get("index").longValue();
    }

    static boolean last(JsonNode in) {
        return in.get("last").booleanValue();
    }

    static long version(JsonNode in) {
        return in.get("version").longValue();
    }

    /** Null if absent or null. */
    static Long u64(JsonNode in, String field) {
        return in.hasNonNull(field) ? (Long) Long.parseUnsignedLong(text(in, field)) : null;
    }

    static FileMeta meta(JsonNode meta) {
        return new FileMeta(
                text(meta, "name"),
                text(meta, "path"),
                text(meta, "type"),
                meta.get("mtime").longValue(),
                meta.get("size").longValue());
    }
}
