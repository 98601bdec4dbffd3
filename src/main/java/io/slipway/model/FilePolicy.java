package io.slipway.model;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What files may be kept: declared once, shown to pages, enforced where it can be known.
 *
 * @param minBytes the smallest file
 * @param allowedTypes media types, {@code type/subtype} or {@code type/*}, in lower case; empty: all
 * @param blockedNames patterns of names in which {@code *} is any run of characters; case counts for nothing
 */
public record FilePolicy(long minBytes, List<String> allowedTypes, List<String> blockedNames) {
    /** Keeps everything. */
    public static final FilePolicy ALL = new FilePolicy(0, List.of(), List.of());

    /** The most patterns in either list. */
    public static final int MAX_PATTERNS = 100;

    /** How a type is written. */
    public static final Pattern TYPE = Pattern.compile("[a-z0-9][a-z0-9.+-]{0,62}/(\\*|[a-z0-9][a-z0-9.+-]{0,62})");

    public FilePolicy {
        allowedTypes = List.copyOf(allowedTypes);
        blockedNames = List.copyOf(blockedNames);
        boolean typesFit =
                allowedTypes.stream().allMatch(type -> TYPE.matcher(type).matches());
        if (minBytes < 0
                || !typesFit
                || allowedTypes.size() > MAX_PATTERNS
                || blockedNames.size() > MAX_PATTERNS
                || blockedNames.contains("")) {
            throw new IllegalArgumentException("a policy that can't be kept");
        }
    }

    /** Whether files have to be looked into. */
    public boolean looksInside() {
        return !allowedTypes.isEmpty();
    }

    /** @throws Problem {@code TOO_SMALL} */
    public void size(long bytes) {
        if (bytes < minBytes) {
            throw new Problem(ProblemCode.TOO_SMALL, "a file has at least " + minBytes + " bytes here");
        }
    }

    /** @throws Problem {@code NAME_NOT_ALLOWED} */
    public void name(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (blockedNames.stream().anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), lower))) {
            throw new Problem(ProblemCode.NAME_NOT_ALLOWED, "files of that name or ending aren't kept here");
        }
    }

    /** @param type as found in the content, without parameters. @throws Problem {@code TYPE_NOT_ALLOWED} */
    public void type(String type) {
        String family = type.substring(0, type.indexOf('/') + 1) + "*";
        if (looksInside() && !allowedTypes.contains(type) && !allowedTypes.contains(family)) {
            throw new Problem(ProblemCode.TYPE_NOT_ALLOWED, "files of this type (" + type + ") aren't kept here");
        }
    }

    /** Takes time in proportion to pattern times name, whatever both look like. */
    private static boolean matches(String pattern, String name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int mark = 0;
        while (in < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                mark = in;
            } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++mark;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
