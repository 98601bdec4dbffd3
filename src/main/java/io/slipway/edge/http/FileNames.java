package io.slipway.edge.http;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes a file name out of whatever a client sent, so that it can stand in a header, in a folder of any system and in a
 * terminal: the last segment of a path, in NFC, without control, bidirectional and invisible characters, without the
 * characters and names that Windows reserves, without leading dots or trailing dots and spaces, at most
 * {@value #MAX_BYTES} bytes of UTF-8. Cleaning a clean name changes nothing.
 */
final class FileNames {
    static final int MAX_BYTES = 255;
    /** The most bytes of a folder's path. */
    static final int MAX_PATH_BYTES = 1_024;
    /** The most folders, one in the other. */
    static final int MAX_FOLDERS = 32;
    /** What a file without a usable name is called. */
    static final String NAMELESS = "file";
    /** An ending up to this long survives when a name is cut. */
    private static final int MAX_ENDING_BYTES = 32;

    private static final Pattern RESERVED = Pattern.compile(
            "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|CLOCK\\$|(COM|LPT)[0-9\u00B9\u00B2\u00B3])\\p{Zs}*(\\..*)?");
    private static final String FORBIDDEN = ":*?\"<>|";

    private FileNames() {}

    static String clean(String wished) {
        String name = usable(wished);
        return name.isEmpty() ? NAMELESS : name;
    }

    /**
     * The path of a folder: each of its names as {@link #clean} would have it, those of which nothing is left left out, with
     * slashes between them; so it never leads out of where it begins.
     *
     * @throws Problem {@code BAD_NAME} for more than {@value #MAX_FOLDERS} names or {@value #MAX_PATH_BYTES} bytes
     */
    static String folder(String wished) {
        List<String> names = Arrays.stream(wished.split("/"))
                .map(FileNames::usable)
                .filter(name -> !name.isEmpty())
                .toList();
        String path = String.join("/", names);
        if (names.size() > MAX_FOLDERS || bytes(path) > MAX_PATH_BYTES) {
            throw new Problem(
                    ProblemCode.BAD_NAME,
                    "a file stands in at most " + MAX_FOLDERS + " folders, with " + MAX_PATH_BYTES
                            + " bytes altogether");
        }
        return path;
    }

    private static String usable(String wished) {
        String name = wished.substring(Math.max(wished.lastIndexOf('/'), wished.lastIndexOf('\\')) + 1);
        name = Normalizer.normalize(visible(Normalizer.normalize(name, Normalizer.Form.NFC)), Normalizer.Form.NFC);
        name = trimmed(cut(trimmed(name)));
        if (RESERVED.matcher(name.toUpperCase(Locale.ROOT)).matches()) {
            name = trimmed(cut("_" + name));
        }
        return name;
    }

    private static String visible(String name) {
        StringBuilder kept = new StringBuilder(name.length());
        name.codePoints().filter(c -> !hidden(c)).forEach(c -> {
            if (FORBIDDEN.indexOf(c) >= 0) {
                kept.append('_');
            } else {
                kept.appendCodePoint(c);
            }
        });
        return kept.toString();
    }

    private static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default ->
                // Fillers that show as nothing, and the variation selectors' plane of tags.
                c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x034F || c >= 0xE0000 && c <= 0xE0FFF;
        };
    }

    private static String trimmed(String name) {
        int from = 0;
        while (from < name.length() && (name.charAt(from) == '.' || space(name.charAt(from)))) {
            from++;
        }
        int to = name.length();
        while (to > from && (name.charAt(to - 1) == '.' || space(name.charAt(to - 1)))) {
            to--;
        }
        return name.substring(from, to);
    }

    private static boolean space(char c) {
        return Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    private static String cut(String name) {
        if (bytes(name) <= MAX_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 && bytes(name.substring(dot)) <= MAX_ENDING_BYTES ? name.substring(dot) : "";
        return prefix(name.substring(0, name.length() - ending.length()), MAX_BYTES - bytes(ending)) + ending;
    }

    private static String prefix(String text, int maxBytes) {
        int bytes = 0;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > maxBytes) {
                break;
            }
            at += Character.charCount(c);
        }
        return text.substring(0, at);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
