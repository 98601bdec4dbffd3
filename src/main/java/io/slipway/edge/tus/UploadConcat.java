package io.slipway.edge.tus;

import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code Upload-Concat}: whether an upload is whole by itself, a part, or made of parts.
 *
 * @param header as it came; empty if there is none
 * @param parts of a final upload, in order, the same one maybe several times; else empty
 */
public record UploadConcat(String header, List<Part> parts) {
    private static final String PARTIAL = "partial";
    private static final String FINAL = "final;";
    private static final Pattern URL = Pattern.compile(
            "(?:https?://[^/\\s]+)?" + Pattern.quote(Tus.PATH) + "/([A-Za-z0-9_-]{22})/([A-Za-z0-9_-]{43})");

    /** A partial upload, by what its URL names. */
    public record Part(FileId file, Token token) {}

    /**
     * @param header null if there is none
     * @throws Problem {@code BAD_REQUEST} if it is neither {@code partial} nor {@code final;} with URLs of uploads here
     */
    public static UploadConcat parse(String header) {
        if (header == null) {
            return new UploadConcat("", List.of());
        }
        String value = header.strip();
        if (value.equals(PARTIAL)) {
            return new UploadConcat(value, List.of());
        }
        if (!value.startsWith(FINAL)) {
            throw malformed();
        }
        List<Part> parts = new ArrayList<>();
        for (String url : value.substring(FINAL.length()).strip().split(" +")) {
            parts.add(part(url));
        }
        return new UploadConcat(value, List.copyOf(parts));
    }

    private static Part part(String url) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw malformed();
        }
        try {
            return new Part(
                    new FileId(matcher.group(1)), Token.parse(matcher.group(2)).orElseThrow(UploadConcat::malformed));
        } catch (Problem e) {
            throw malformed();
        }
    }

    private static Problem malformed() {
        return new Problem(
                ProblemCode.BAD_REQUEST,
                "Upload-Concat is 'partial', or 'final;' and the URLs of partial uploads with spaces between");
    }

    public boolean isPartial() {
        return header.equals(PARTIAL);
    }

    public boolean isFinal() {
        return header.startsWith(FINAL);
    }
}
