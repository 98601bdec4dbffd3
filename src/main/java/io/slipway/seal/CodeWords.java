package io.slipway.seal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The 2,048 words of codes, in order: BIP-39's English list. */
public final class CodeWords {
    /** Words of a code. */
    public static final int COUNT = 2;

    private static final int LISTED = 2_048;
    private static final List<String> ALL = read();

    private CodeWords() {}

    static List<String> all() {
        return ALL;
    }

    /** As many as a code has, which nobody can guess, joined by a hyphen. */
    public static String draw(Randomness randomness) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < COUNT; i++) {
            byte[] random = randomness.bytes(2);
            // 2^16 is a multiple of their number, so none is drawn more often.
            int place = ((random[0] & 0xff) << 8 | random[1] & 0xff) % LISTED;
            words.append(i == 0 ? "" : "-").append(ALL.get(place));
        }
        return words.toString();
    }

    /** The word that is meant: itself, or the only one that begins so. @param begun in lower case */
    public static Optional<String> complete(String begun) {
        if (ALL.contains(begun)) {
            return Optional.of(begun);
        }
        List<String> some = ALL.stream()
                .filter(word -> !begun.isEmpty() && word.startsWith(begun))
                .limit(2)
                .toList();
        return some.size() == 1 ? Optional.of(some.get(0)) : Optional.empty();
    }

    private static List<String> read() {
        try (InputStream in = CodeWords.class.getResourceAsStream("/words/english.txt")) {
            List<String> words = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            if (words.size() != LISTED) {
                throw new IllegalStateException("another list of words");
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
