package io.slipway.seal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * How bytes stand in the shared vectors: hex; a plaintext by its formula; or, where sealed bytes would be too long to write
 * down, how to make them. See {@code vectors/README.md}.
 */
final class VectorBytes {
    /** Longer outputs stand as their length and SHA-256. */
    static final int MAX_WRITTEN = 2_048;

    private static final HexFormat HEX = HexFormat.of();
    /** What a bad case is made of need not be made by the engine that is to refuse it. */
    private static final SlpEngine SEALER = new JcaSlp1();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private VectorBytes() {}

    static JsonNode hex(byte[] bytes) {
        return NODES.textNode(HEX.formatHex(bytes));
    }

    /** Output bytes: hex, or length and digest when long. */
    static JsonNode output(SlpEngine engine, byte[] bytes) {
        if (bytes.length <= MAX_WRITTEN) {
            return hex(bytes);
        }
        ObjectNode node = NODES.objectNode();
        node.set("sha256", hex(engine.sha256(bytes)));
        return node.put("len", bytes.length);
    }

    static byte[] read(JsonNode node) {
        if (node.isTextual()) {
            return HEX.parseHex(node.textValue());
        }
        if (node.has("seed")) {
            return Samples.plaintext(
                    node.get("len").intValue(), node.get("seed").intValue());
        }
        byte[] base = node.has("concat") ? concat(node.get("concat")) : sealed(node.get("sealed"));
        return flipped(parts(base, node.path("parts")), node.path("flip"));
    }

    private static byte[] concat(JsonNode list) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        list.forEach(part -> out.writeBytes(read(part)));
        return out.toByteArray();
    }

    private static byte[] sealed(JsonNode in) {
        byte[] fileKey = read(in.get("fileKey"));
        byte[] header = read(in.get("header"));
        byte[] salt = read(in.get("salt"));
        byte[] plaintext = read(in.get("plaintext"));
        long index = in.get("index").longValue();
        return SEALER.sealChunk(fileKey, header, index, in.get("last").booleanValue(), salt, plaintext);
    }

    private static byte[] parts(byte[] base, JsonNode parts) {
        if (parts.isMissingNode()) {
            return base;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (JsonNode part : parts) {
            out.writeBytes(
                    Arrays.copyOfRange(base, part.get(0).intValue(), part.get(1).intValue()));
        }
        return out.toByteArray();
    }

    private static byte[] flipped(byte[] bytes, JsonNode flips) {
        for (JsonNode flip : flips) {
            bytes[flip.get(0).intValue()] ^= (byte) flip.get(1).intValue();
        }
        return bytes;
    }
}
