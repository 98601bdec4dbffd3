package io.slipway.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * A configuration file in the format of {@link Properties}, UTF-8.
 *
 * @param values by key, without spaces around them; those without a value are left out
 * @param repeated keys that stand there more than once
 */
record ConfigFile(Map<String, String> values, Set<String> repeated) {
    /** Far more than all settings with a paragraph of comment each. */
    static final long MAX_BYTES = 1 << 20;

    /** Reads the file, if there is one. */
    static Optional<ConfigFile> read(Path path) throws IOException {
        if (Files.notExists(path)) {
            return Optional.empty();
        }
        if (Files.size(path) > MAX_BYTES) {
            throw new IOException("it is larger than " + MAX_BYTES + " bytes");
        }
        Noting noting = new Noting();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            noting.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException("it holds a broken \\u escape", e);
        }
        Map<String, String> values = new HashMap<>();
        for (String key : noting.stringPropertyNames()) {
            String value = noting.getProperty(key).strip();
            if (!value.isEmpty()) {
                values.put(key, value);
            }
        }
        return Optional.of(new ConfigFile(values, noting.repeated));
    }

    /** Properties would silently keep the last of several. */
    private static final class Noting extends Properties {
        private static final long serialVersionUID = 1L;

        private final TreeSet<String> repeated = new TreeSet<>();

        @Override
        public synchronized Object put(Object key, Object value) {
            Object before = super.put(key, value);
            if (before != null) {
                repeated.add((String) key);
            }
            return before;
        }

        @Override
        public synchronized boolean equals(Object other) {
            return this == other;
        }

        @Override
        public synchronized int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
