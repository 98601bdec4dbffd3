package io.slipway.config;

import java.util.Locale;

/**
 * One thing a node can be told.
 *
 * @param env its name in the environment, {@code SLIPWAY_…}
 * @param kind how its text is read, and its bounds
 * @param standard the text it has unless told otherwise; empty: none
 * @param secret whether its value must never be shown
 * @param meaning one sentence for the operator
 */
public record Setting<T>(String env, Kind<T> kind, String standard, boolean secret, String meaning) {
    static final String PREFIX = "SLIPWAY_";

    static <T> Setting<T> of(String name, Kind<T> kind, String standard, String meaning) {
        return new Setting<>(PREFIX + name, kind, standard, false, meaning);
    }

    static <T> Setting<T> secret(String name, Kind<T> kind, String meaning) {
        return new Setting<>(PREFIX + name, kind, "", true, meaning);
    }

    /** Its name in the configuration file: {@code SLIPWAY_MAX_FILE} is {@code max-file} there. */
    public String key() {
        return env.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
