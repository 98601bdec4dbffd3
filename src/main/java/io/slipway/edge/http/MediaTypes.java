package io.slipway.edge.http;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The media type a stranger's file is served as. Only types that no browser runs, renders as a page or hands to a plug-in
 * keep their name; all else is {@value #BYTES}.
 */
final class MediaTypes {
    static final String BYTES = "application/octet-stream";
    static final int MAX_CHARS = 127;

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*");
    private static final Set<String> HARMLESS = Set.of(
            "image/png",
            "image/jpeg",
            "image/gif",
            "image/webp",
            "image/avif",
            "image/bmp",
            "audio/mpeg",
            "audio/ogg",
            "audio/wav",
            "audio/flac",
            "audio/aac",
            "audio/mp4",
            "video/mp4",
            "video/webm",
            "video/ogg",
            "video/quicktime",
            "text/plain",
            "text/csv",
            "application/zip",
            "application/gzip",
            "application/x-tar",
            "application/x-7z-compressed");

    private MediaTypes() {}

    /** @param stored the type as the sender gave it, or null */
    static String harmless(String stored) {
        String type = essence(stored);
        return HARMLESS.contains(type) ? type : BYTES;
    }

    /** The type without parameters, in lower case; {@value #BYTES} if it isn't one. */
    static String essence(String sent) {
        if (sent == null) {
            return BYTES;
        }
        int end = sent.indexOf(';');
        String type = (end < 0 ? sent : sent.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.length() <= MAX_CHARS && FORM.matcher(type).matches() ? type : BYTES;
    }
}
