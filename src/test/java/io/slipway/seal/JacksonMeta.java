package io.slipway.seal;

import static io.slipway.seal.BouncyCastle.refuseUnless;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The metadata of a file a second time, on Jackson. */
final class JacksonMeta {
    private static final BigInteger LIMIT = BigInteger.TWO.pow(53);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JacksonMeta() {}

    static byte[] write(FileMeta meta) {
        Map<String, String> members = new TreeMap<>();
        members.put("name", quote(meta.name()));
        members.put("path", quote(meta.path()));
        members.put("type", quote(meta.type()));
        members.put("mtime", Long.toString(meta.mtime()));
        members.put("size", Long.toString(meta.size()));
        members.put("padding", quote(""));
        int missing = (256 - object(members).length % 256) % 256;
        members.put("padding", quote("0".repeat(missing)));
        return object(members);
    }

    static FileMeta read(byte[] json) {
        try {
            refuseUnless(json.length % 256 == 0 && json.length <= 7_936, SealError.BAD_META);
            JsonNode node = JSON.readTree(json);
            refuseUnless(node instanceof ObjectNode && node.size() == 6, SealError.BAD_META);
            for (String member : Set.of("name", "path", "type", "padding")) {
                refuseUnless(node.path(member).isTextual(), SealError.BAD_META);
            }
            for (String member : Set.of("mtime", "size")) {
                refuseUnless(node.path(member).isIntegralNumber(), SealError.BAD_META);
                BigInteger value = node.path(member).bigIntegerValue();
                refuseUnless(value.abs().compareTo(LIMIT) < 0, SealError.BAD_META);
            }
            refuseUnless(node.path("size").longValue() >= 0, SealError.BAD_META);
            FileMeta meta = new FileMeta(
                    node.path("name").textValue(),
                    node.path("path").textValue(),
                    node.path("type").textValue(),
                    node.path("mtime").longValue(),
                    node.path("size").longValue());
            refuseUnless(Arrays.equals(json, write(meta)), SealError.BAD_META);
            return meta;
        } catch (JsonProcessingException e) {
            throw new SealException(SealError.BAD_META, "not JSON");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] object(Map<String, String> members) {
        List<String> pairs = new ArrayList<>();
        members.forEach((name, value) -> pairs.add(quote(name) + ":" + value));
        return ("{" + String.join(",", pairs) + "}").getBytes(StandardCharsets.UTF_8);
    }

    /** Jackson escapes what RFC 8785 escapes, but writes hex digits of control characters in capitals. */
    private static String quote(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            boolean isPlainControl = c < 0x20 && "\b\t\n\f\r".indexOf(c) < 0;
            out.append(isPlainControl ? "\\u00" + Integer.toHexString(c | 0x100).substring(1) : inner(c));
        }
        return '"' + out.toString() + '"';
    }

    private static String inner(char c) {
        if (Character.isSurrogate(c)) {
            return String.valueOf(c);
        }
        String quoted = JSON.getNodeFactory().textNode(String.valueOf(c)).toString();
        return quoted.substring(1, quoted.length() - 1);
    }
}
