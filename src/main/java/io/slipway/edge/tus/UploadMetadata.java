package io.slipway.edge.tus;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code Upload-Metadata}: pairs of a key and a value in base64. The header is kept as it came, since that is how it has to
 * be given back; of its values only name and type are used.
 *
 * @param header as it came; empty if there is none
 * @param values decoded, as UTF-8 with replacements for what isn't
 */
public record UploadMetadata(String header, Map<String, String> values) {
    private static final List<String> NAMES = List.of("filename", "name");
    private static final List<String> TYPES = List.of("filetype", "type");

    /**
     * @param headers every one of this name
     * @throws Problem {@code BAD_REQUEST} for an empty or repeated key, a value that isn't base64, and anything but printable
     *     ASCII, which could not be given back
     */
    public static UploadMetadata parse(List<String> headers) {
        String header = String.join(",", headers).strip();
        if (header.isEmpty()) {
            return new UploadMetadata("", Map.of());
        }
        if (!header.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw malformed("has characters beyond ASCII");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : header.split(",", -1)) {
            String[] parts = pair.strip().split(" ", 2);
            if (parts[0].isEmpty()) {
                throw malformed("has an empty key");
            }
            if (values.put(parts[0], parts.length == 1 ? "" : decoded(parts[1])) != null) {
                throw malformed("has a key twice");
            }
        }
        return new UploadMetadata(header, values);
    }

    private static String decoded(String value) {
        try {
            return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed("has a value that isn't base64");
        }
    }

    private static Problem malformed(String why) {
        return new Problem(
                ProblemCode.BAD_REQUEST,
                "Upload-Metadata " + why
                        + "; it is keys with their values in base64 after a space, and commas between");
    }

    /** What the file is called; empty if that isn't said. Not cleaned. */
    public String name() {
        return first(NAMES);
    }

    /** Its media type; empty if that isn't said. Not checked. */
    public String type() {
        return first(TYPES);
    }

    private String first(List<String> keys) {
        return keys.stream()
                .map(key -> values.getOrDefault(key, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }
}
