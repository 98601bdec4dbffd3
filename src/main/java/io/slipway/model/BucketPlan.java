package io.slipway.model;

import io.slipway.model.BucketId.Width;
import java.time.Duration;

/**
 * Which bucket a new file goes to, and when a bucket's time has passed. Pure; the time is a parameter.
 *
 * <p>A bucket must outlast everything in it: creation, the longest upload and the lifetime, which runs from completion.
 *
 * @param longestUpload how long an upload may take at most, ≥ 0
 * @param hour span of an HOUR bucket; shorter than an hour in tests, as with the others, but at least {@link #MIN_SPAN}
 * @param day span of a DAY bucket
 * @param month span of a MONTH bucket
 */
public record BucketPlan(Duration longestUpload, Duration hour, Duration day, Duration month) {
    /** The longest lifetime that HOUR buckets take. */
    public static final Duration HOUR_LIFETIME = Duration.ofDays(1);

    /** The longest lifetime that DAY buckets take. */
    public static final Duration DAY_LIFETIME = Duration.ofDays(31);

    /** The lifetime that never ends. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** The shortest span of a bucket: shorter ones would run out of numbers before the year 2100. */
    public static final Duration MIN_SPAN = Duration.ofSeconds(4);

    public BucketPlan {
        if (longestUpload.isNegative()
                || hour.compareTo(MIN_SPAN) < 0
                || day.compareTo(MIN_SPAN) < 0
                || month.compareTo(MIN_SPAN) < 0) {
            throw new IllegalArgumentException("no such plan: " + hour + ", " + day + ", " + month);
        }
    }

    /** The spans that the names of the widths promise; a month has 30 days. */
    public static BucketPlan of(Duration longestUpload) {
        return new BucketPlan(longestUpload, Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(30));
    }

    /**
     * The bucket for a file that is created now.
     *
     * @param nowMillis since 1970
     * @param lifetimeMillis counted from completion; {@link #FOREVER}, or more than buckets have numbers for: never ends
     * @throws IllegalArgumentException if the lifetime is negative
     */
    public BucketId choose(long nowMillis, long lifetimeMillis) {
        if (lifetimeMillis < 0) {
            throw new IllegalArgumentException("no such lifetime: " + lifetimeMillis);
        }
        Width width = width(lifetimeMillis);
        if (width == Width.NEVER) {
            return new BucketId(Width.NEVER, 0);
        }
        long soonest = nowMillis + longestUpload.toMillis();
        long deadline = soonest + lifetimeMillis;
        long number = deadline / spanMillis(width);
        if (deadline < soonest || number > BucketId.MAX_NUMBER) {
            return new BucketId(Width.NEVER, 0);
        }
        return new BucketId(width, (int) number);
    }

    /** When a bucket's time has passed, in milliseconds since 1970, exclusive; Long.MAX_VALUE for NEVER. */
    public long endMillis(BucketId bucket) {
        return bucket.width() == Width.NEVER ? Long.MAX_VALUE : (bucket.number() + 1L) * spanMillis(bucket.width());
    }

    /** Whether nothing in this bucket can be alive by its own lifetime any more. */
    public boolean isPast(BucketId bucket, long nowMillis) {
        return nowMillis >= endMillis(bucket);
    }

    private static Width width(long lifetimeMillis) {
        if (lifetimeMillis == FOREVER) {
            return Width.NEVER;
        }
        if (lifetimeMillis <= HOUR_LIFETIME.toMillis()) {
            return Width.HOUR;
        }
        return lifetimeMillis <= DAY_LIFETIME.toMillis() ? Width.DAY : Width.MONTH;
    }

    private long spanMillis(Width width) {
        return switch (width) {
            case HOUR -> hour.toMillis();
            case DAY -> day.toMillis();
            case MONTH -> month.toMillis();
            case NEVER -> Long.MAX_VALUE;
        };
    }
}
