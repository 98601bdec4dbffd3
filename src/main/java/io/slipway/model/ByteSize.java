package io.slipway.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with a binary unit: {@code 0B}, {@code 64MiB}, {@code 2GiB}. A unit is always written, and
 * there are no decimal ones, so that nobody has to guess.
 *
 * @param bytes 0 … 2^63 - 1
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,18})(B|KiB|MiB|GiB|TiB)");
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final int STEP = 1024;

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size isn't negative: " + bytes);
        }
    }

    public static ByteSize ofMebibytes(long mebibytes) {
        return new ByteSize(Math.multiplyExact(mebibytes, (long) STEP * STEP));
    }

    /** @throws IllegalArgumentException if the text isn't a whole number followed by a unit, or above 2^63 - 1 bytes */
    public static ByteSize parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a size: " + text);
        }
        try {
            long bytes = Long.parseLong(parts.group(1));
            for (int unit = 0; !UNITS[unit].equals(parts.group(2)); unit++) {
                bytes = Math.multiplyExact(bytes, (long) STEP);
            }
            return new ByteSize(bytes);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("too large a size: " + text, e);
        }
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The text form with the largest unit that divides it. */
    @Override
    public String toString() {
        long number = bytes;
        int unit = 0;
        while (number != 0 && number % STEP == 0 && unit < UNITS.length - 1) {
            number /= STEP;
            unit++;
        }
        return number + UNITS[unit];
    }
}
