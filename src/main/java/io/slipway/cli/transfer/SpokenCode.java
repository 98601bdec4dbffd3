package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.seal.CodeWords;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A code as it is read out, such as {@code 7-guitar-apple}.
 *
 * @param channel 1 to 3 digits
 * @param words in lower case, joined by a hyphen; secret
 */
record SpokenCode(String channel, String words) {
    /** The most characters that are looked at. */
    static final int MAX_TEXT = 64;

    private static final Pattern CHANNEL = Pattern.compile("[0-9]{1,3}");
    private static final Pattern BETWEEN = Pattern.compile("[\\s\\p{Pd}_.,+]+");
    private static final Pattern DIGIT_AND_LETTER = Pattern.compile("(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])");

    /** Whether this is meant to be one: it begins with a number, and no link does. */
    static boolean looksSo(String text) {
        return text.length() <= MAX_TEXT && !text.contains("/") && text.strip().matches("(?s)[0-9].*");
    }

    /**
     * Reads what a person typed: in any case, with spaces or other dashes between the parts; words may end early where only one begins so.
     */
    static SpokenCode parse(String text) throws Stopped {
        String spaced = DIGIT_AND_LETTER
                .matcher(text.length() > MAX_TEXT ? "" : text.toLowerCase(Locale.ROOT))
                .replaceAll(" ");
        List<String> parts = Arrays.stream(BETWEEN.split(spaced))
                .filter(part -> !part.isEmpty())
                .toList();
        if (parts.size() != 1 + CodeWords.COUNT
                || !CHANNEL.matcher(parts.get(0)).matches()) {
            throw new Stopped(
                    ExitCode.USAGE, "a code is a number and two words, such as 7-guitar-apple (CODE_MALFORMED)");
        }
        StringBuilder words = new StringBuilder();
        for (String begun : parts.subList(1, parts.size())) {
            Optional<String> word = CodeWords.complete(begun);
            if (word.isEmpty()) {
                throw new Stopped(
                        ExitCode.USAGE,
                        "no word of a code is, or alone begins with, \"" + Printable.text(begun)
                                + "\" (CODE_UNKNOWN_WORD)");
            }
            words.append(words.isEmpty() ? "" : "-").append(word.get());
        }
        return new SpokenCode(String.valueOf(Integer.parseInt(parts.get(0))), words.toString());
    }

    /** As it is read out; secret. */
    String text() {
        return channel + "-" + words;
    }

    @Override
    public String toString() {
        return "SpokenCode[" + channel + "]";
    }
}
