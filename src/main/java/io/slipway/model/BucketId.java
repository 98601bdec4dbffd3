package io.slipway.model;

import java.util.regex.Pattern;

/**
 * A bucket: all chunks that may be dropped together, because they expire in the same span of time. Written in four
 * bytes: two bits of {@link Width}, thirty bits of number; bucket n of a width ends at (n + 1) × width since 1970.
 *
 * @param width how long a span it covers
 * @param number its place in the row of buckets of that width, 0 … 2^30 - 1
 */
public record BucketId(Width width, int number) implements Comparable<BucketId> {
    public static final int MAX_NUMBER = (1 << 30) - 1;

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,9}");

    /** The spans that buckets come in. Never change the order: it is written down in every index entry. */
    public enum Width {
        /** For what lives up to a day. */
        HOUR("h"),
        /** For what lives up to a month. */
        DAY("d"),
        /** For what lives longer. */
        MONTH("m"),
        /** For what never expires; one bucket, number 0. */
        NEVER("n");

        private final String letter;

        Width(String letter) {
            this.letter = letter;
        }
    }

    public BucketId {
        if (width == null || number < 0 || number > MAX_NUMBER || (width == Width.NEVER && number != 0)) {
            throw new IllegalArgumentException("no such bucket: " + width + " " + number);
        }
    }

    /** The four-byte form. */
    public int code() {
        return width.ordinal() << 30 | number;
    }

    /** The bucket with this four-byte form. */
    public static BucketId ofCode(int code) {
        return new BucketId(Width.values()[code >>> 30], code & MAX_NUMBER);
    }

    /** The text form, such as {@code d20776}: the letter of the width and the number. */
    @Override
    public String toString() {
        return width.letter + number;
    }

    /** @throws IllegalArgumentException if the text isn't the text form of a bucket */
    public static BucketId parse(String text) {
        for (Width width : Width.values()) {
            if (text.startsWith(width.letter)
                    && NUMBER.matcher(text.substring(1)).matches()) {
                return new BucketId(width, Integer.parseInt(text.substring(1)));
            }
        }
        throw new IllegalArgumentException("no such bucket: " + text);
    }

    @Override
    public int compareTo(BucketId other) {
        return Integer.compareUnsigned(code(), other.code());
    }
}
