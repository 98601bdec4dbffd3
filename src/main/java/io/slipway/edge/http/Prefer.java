package io.slipway.edge.http;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client would like (RFC 7240): pure. */
final class Prefer {
    /** The longest time a client may have the node wait, in seconds. */
    static final int MAX_WAIT = 30;

    private static final Pattern WAIT = Pattern.compile("(?i)\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(?:;.*)?");

    private Prefer() {}

    /**
     * How long to wait, in seconds, at most {@link #MAX_WAIT}; empty if it isn't said in a way that makes sense. The first
     * one counts.
     *
     * @param headers the values of all {@code Prefer} headers
     */
    static OptionalInt waits(List<String> headers) {
        for (String header : headers) {
            for (String preference : header.split(",")) {
                Matcher wait = WAIT.matcher(preference);
                if (wait.matches()) {
                    return OptionalInt.of(Math.min(MAX_WAIT, Integer.parseInt(wait.group(1))));
                }
            }
        }
        return OptionalInt.empty();
    }
}
