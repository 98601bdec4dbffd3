package io.slipway.cli.transfer;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Moments for people, in their own time zone. */
final class Times {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    private Times() {}

    static String minute(long millis) {
        return MINUTE.format(Instant.ofEpochMilli(millis));
    }

    /** @param endsAt ms since 1970; null: never */
    static String until(Long endsAt) {
        return endsAt == null ? "kept until it is deleted" : "kept until " + minute(endsAt);
    }
}
