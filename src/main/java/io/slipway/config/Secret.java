package io.slipway.config;

import java.util.Objects;

/** A word that must not be seen: prints as {@value #MASK}, wherever it ends up. */
public final class Secret {
    static final String MASK = "***";

    private final String word;

    public Secret(String word) {
        this.word = Objects.requireNonNull(word);
    }

    /** The word itself, for the one who needs it to log in or to open. */
    public String reveal() {
        return word;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && word.equals(that.word);
    }

    @Override
    public int hashCode() {
        return word.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
