package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.model.Rate;
import java.time.Duration;
import java.util.List;

/** How often something may be done, counted for all nodes together. */
public final class Rates {
    /**
     * Takes from some limits at once: from all, or from none. {@code UNAVAILABLE} while nobody can count; the asker knows
     * whether it goes on then.
     */
    public static final Address<Take, Taken> TAKE =
            Address.local("rates.take", Take.class, Taken.class, Duration.ofSeconds(5));

    /** The most limits of one question. */
    public static final int MAX_LIMITS = 4;

    private Rates() {}

    /**
     * One limit.
     *
     * @param name what is limited and for whom, 1 … 200 characters; holds no secret
     */
    public record Limit(String name, Rate rate) {}

    /**
     * @param limits 1 … {@value #MAX_LIMITS}
     * @param cost how many at once; 0 looks without taking, below 0 gives back
     */
    public record Take(List<Limit> limits, int cost) {}

    /**
     * @param allowed whether all limits allow it
     * @param retryMillis when the last of those that refuse would allow it; 0 if allowed
     * @param left how many more the tightest of the limits allows
     * @param resetMillis until that one is untouched again
     */
    public record Taken(boolean allowed, long retryMillis, int left, long resetMillis) {}
}
