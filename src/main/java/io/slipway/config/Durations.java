package io.slipway.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of durations: a whole number and one unit, {@code 500ms 30s 10m 24h 7d}; a day has 24 hours. */
public final class Durations {
    private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,11})(ms|s|m|h|d)");
    private static final Map<String, Long> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("d", 86_400_000L);
        UNITS.put("h", 3_600_000L);
        UNITS.put("m", 60_000L);
        UNITS.put("s", 1_000L);
        UNITS.put("ms", 1L);
    }

    private Durations() {}

    /** @throws IllegalArgumentException if the text isn't a whole number of at most 12 digits followed by a unit */
    public static Duration parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a duration: " + text);
        }
        try {
            return Duration.ofMillis(Math.multiplyExact(Long.parseLong(parts.group(1)), UNITS.get(parts.group(2))));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("too long a duration: " + text, e);
        }
    }

    /** The text form with the largest unit that divides it. */
    static String print(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
            if (millis % unit.getValue() == 0) {
                return millis / unit.getValue() + unit.getKey();
            }
        }
        throw new AssertionError("every number of milliseconds is one of milliseconds");
    }
}
