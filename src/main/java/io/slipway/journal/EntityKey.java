package io.slipway.journal;

import java.util.regex.Pattern;

/**
 * Names an entity. Entities of kind {@value #KEY} hold wrapped keys: they live in a log of their own, which forgets fast.
 *
 * @param kind what it is, 1 … 32 of {@code a-z} and {@code -}
 * @param id which one, 1 … {@value #MAX_ID} visible ASCII characters
 */
public record EntityKey(String kind, String id) {
    /** The kind whose records can be destroyed. */
    public static final String KEY = "key";

    /** Longest id, in characters. */
    public static final int MAX_ID = 200;

    private static final Pattern KIND = Pattern.compile("[a-z-]{1,32}");
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1," + MAX_ID + "}");

    /** @throws IllegalArgumentException if kind or id is malformed */
    public EntityKey {
        if (!KIND.matcher(kind).matches() || !ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not the name of an entity: " + kind + "/" + id);
        }
    }

    /** Whether this entity's record can be destroyed. */
    public boolean destroyable() {
        return kind.equals(KEY);
    }

    /** Reads what {@link #toString} wrote. */
    public static EntityKey parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not the name of an entity: " + text);
        }
        return new EntityKey(text.substring(0, slash), text.substring(slash + 1));
    }

    /** {@code kind/id}: the key of its records. */
    @Override
    public String toString() {
        return kind + "/" + id;
    }
}
