package io.slipway.edge.http;

import java.util.Locale;

/** What a client says it takes: the few questions of RFC 9110, section 12.5 that this node asks. */
final class Accepts {
    private Accepts() {}

    /** Whether the client asks for a page by name, as browsers do and {@code curl} doesn't. */
    static boolean page(String accept) {
        return accept != null && quality(accept, "text/html") > 0;
    }

    /** Whether the client takes gzip. */
    static boolean gzip(String acceptEncoding) {
        return acceptEncoding != null && quality(acceptEncoding, "gzip") > 0;
    }

    /** The weight of an item that is named in a list; 0 if it isn't. */
    private static double quality(String list, String name) {
        for (String item : list.toLowerCase(Locale.ROOT).split(",", 64)) {
            String[] parts = item.split(";", 8);
            if (parts[0].strip().equals(name)) {
                return weight(parts);
            }
        }
        return 0;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
