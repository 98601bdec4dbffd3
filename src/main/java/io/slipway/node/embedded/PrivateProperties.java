package io.slipway.node.embedded;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** A small map of names to words in one private file, replaced as a whole at each change. Safe for use by threads. */
final class PrivateProperties {
    private final Path file;
    private final Map<String, String> values = new TreeMap<>();

    PrivateProperties(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            Properties read = new Properties();
            read.load(new StringReader(Files.readString(file)));
            read.stringPropertyNames().forEach(name -> values.put(name, read.getProperty(name)));
        }
    }

    synchronized Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Names and values of {@code changes} must need no escaping: letters, digits, {@code . _ -}. */
    synchronized void put(Map<String, String> changes) throws IOException {
        Map<String, String> next = new TreeMap<>(values);
        next.putAll(changes);
        if (next.equals(values)) {
            return;
        }
        StringBuilder text = new StringBuilder();
        next.forEach((name, value) -> {
            requirePlain(name);
            requirePlain(value);
            text.append(name).append('=').append(value).append('\n');
        });
        PrivateFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8), PrivateFiles.FILE);
        values.putAll(changes);
    }

    private static void requirePlain(String word) {
        if (!word.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException("not a plain word");
        }
    }
}
