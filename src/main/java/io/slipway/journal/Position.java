package io.slipway.journal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far Redis has come in a partition, as it stands there.
 *
 * @param offset everything in the log before it is applied
 * @param time of the last record, or when the log was last seen to hold no more; ms since 1970
 * @param topicId the topic it speaks of
 */
record Position(long offset, long time, String topicId) {
    private static final Pattern TEXT = Pattern.compile("(\\d+) (\\d+) (\\S+)");

    static Position parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a position: " + text);
        }
        return new Position(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)), parts.group(3));
    }

    /** As Redis keeps it. */
    @Override
    public String toString() {
        return offset + " " + time + " " + topicId;
    }
}
