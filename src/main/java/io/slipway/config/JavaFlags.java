package io.slipway.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Flags of a JVM as an environment variable holds them: words between blanks; double quotes keep the blanks of a word. */
public final class JavaFlags {
    /** An opening quote without a closing one is a character as any other. */
    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|\\S)+");

    private JavaFlags() {}

    /** @param name of an environment variable; that it isn't set, or blank, means no flags */
    public static List<String> ofEnvironment(String name) {
        return split(System.getenv(name));
    }

    /** @param text null or blank for none */
    public static List<String> split(String text) {
        Matcher words = WORD.matcher(text == null ? "" : text);
        return words.results().map(word -> unquoted(word.group())).toList();
    }

    private static String unquoted(String word) {
        return word.replaceAll("\"([^\"]*)\"", "$1");
    }
}
