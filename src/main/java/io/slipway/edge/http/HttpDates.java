package io.slipway.edge.http;

import io.slipway.model.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as HTTP writes them (RFC 9110, section 5.6.7); the one for {@code Date} is written once a second. */
final class HttpDates {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final Clock clock;
    private long second = Long.MIN_VALUE;
    private String text;

    HttpDates(Clock clock) {
        this.clock = clock;
    }

    /** @param millis since 1970 */
    static String of(long millis) {
        return FORM.format(Instant.ofEpochMilli(millis));
    }

    /** Now, to the second. */
    String now() {
        long millis = clock.millis();
        if (millis / 1000 != second) {
            second = millis / 1000;
            text = of(millis);
        }
        return text;
    }
}
