package io.slipway.cli.transfer;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names under which received files are shown and saved. Senders may call their files anything; what comes out of here is never a
 * path, never hidden, never misread, and short enough to be kept. The page's rules, one by one.
 */
final class SafeName {
    /** The longest name of a file, in bytes of UTF-8: what common file systems take. */
    static final int MOST_BYTES = 255;
    /** The deepest path that is kept, in folders. */
    static final int MOST_FOLDERS = 64;

    // Controls, halves of characters, marks that turn the direction of text or aren't seen, and what separates folders
    // or is special
    // somewhere. Joiners stay: Persian and emoji need them.
    private static final Pattern UNSAFE =
            Pattern.compile("[\\x{0}-\\x{1f}\\x{7f}-\\x{9f}\\p{Cs}\\x{61c}\\x{200b}\\x{200e}\\x{200f}"
                    + "\\x{2028}-\\x{202e}\\x{2060}-\\x{206f}\\x{feff}\\x{fff9}-\\x{fffb}/\\\\:*?\"<>|]");
    private static final String SPACE = "[.\\s\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}]+";
    private static final Pattern EDGES = Pattern.compile("^" + SPACE + "|" + SPACE + "\\z");
    private static final Pattern RESERVED =
            Pattern.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENDING = Pattern.compile("\\.[^.]{1,16}$");

    private SafeName() {}

    static String of(String name) {
        String safe = UNSAFE.matcher(name).replaceAll("_");
        safe = EDGES.matcher(safe).replaceAll("_");
        if (safe.isEmpty() || safe.equals("_")) {
            return "file";
        }
        if (RESERVED.matcher(safe).matches()) {
            safe = "_" + safe;
        }
        return fitting(safe, "");
    }

    /** Folders with slashes between them: each part is safe as a name is, none leads upwards. */
    static String path(String path) {
        return Arrays.stream(path.split("/"))
                .filter(part -> !part.isEmpty())
                .limit(MOST_FOLDERS)
                .map(SafeName::of)
                .collect(Collectors.joining("/"));
    }

    /** {@code name (1).txt}, {@code name (2).txt} …; the name itself for 0. */
    static String numbered(String name, int number) {
        return number == 0 ? name : fitting(name, " (" + number + ")");
    }

    /** A mark goes before the ending; the beginning and the ending stay. */
    private static String fitting(String name, String mark) {
        if (mark.isEmpty() && bytes(name) <= MOST_BYTES) {
            return name;
        }
        Matcher found = ENDING.matcher(name);
        String ending = found.find() ? found.group() : "";
        int[] letters =
                name.substring(0, name.length() - ending.length()).codePoints().toArray();
        int count = letters.length;
        while (bytes(new String(letters, 0, count) + mark + ending) > MOST_BYTES) {
            count--;
        }
        return new String(letters, 0, count) + mark + ending;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Gives out names of which no two are the same on any file system: case and composition don't tell them apart. */
    static final class Names {
        private final Set<String> taken = new HashSet<>();

        /** A folder, and those that it is in; may be taken again. */
        void folder(String path) {
            for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
                taken.add(key(path.substring(0, end)));
            }
            if (!path.isEmpty()) {
                taken.add(key(path));
            }
        }

        /** The name that a file gets in a folder. */
        String file(String path, String name) {
            for (int number = 0; ; number++) {
                String each = numbered(name, number);
                if (taken.add(key(path.isEmpty() ? each : path + "/" + each))) {
                    return each;
                }
            }
        }

        private static String key(String path) {
            return Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        }
    }
}
