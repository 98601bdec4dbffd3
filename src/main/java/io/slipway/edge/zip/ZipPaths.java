package io.slipway.edge.zip;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Gives every member of an archive a path of its own, also on systems that don't tell letters by their case: the second of two
 * that are called alike gets a number before its ending, and so does a file that is called like a folder. Pure.
 */
public final class ZipPaths {
    private final Set<String> folders = new HashSet<>();
    private final Set<String> named = new HashSet<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /** @param all the paths of all members, those of folders with a slash at the end; each makes the folders it names */
    public ZipPaths(List<String> all) {
        for (String path : all) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(key(path.substring(0, slash)));
            }
        }
    }

    /** The path that a file gets; the same paths in the same order get the same. */
    public String file(String path) {
        String free = path;
        String name = key(path);
        if (folders.contains(name) || !taken.add(name)) {
            int number = numbers.getOrDefault(name, 1);
            do {
                number++;
                free = numbered(path, number);
            } while (folders.contains(key(free)) || !taken.add(key(free)));
            numbers.put(name, number);
        }
        return free;
    }

    /** Whether a folder, its path without the last slash, wasn't named before. */
    public boolean folder(String path) {
        return named.add(key(path));
    }

    private static String numbered(String path, int number) {
        int name = path.lastIndexOf('/') + 1;
        int dot = path.lastIndexOf('.');
        int ending = dot > name ? dot : path.length();
        return path.substring(0, ending) + " (" + number + ")" + path.substring(ending);
    }

    private static String key(String path) {
        return Normalizer.normalize(path.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }
}
