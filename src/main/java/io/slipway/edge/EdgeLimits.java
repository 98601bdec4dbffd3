package io.slipway.edge;

import io.slipway.model.FilePolicy;
import io.slipway.model.Rate;
import java.util.List;
import java.util.Optional;

/**
 * What clients are told they may do, and what is refused at the door.
 *
 * @param maxFileBytes the largest file
 * @param maxFiles the most files in a share
 * @param defaultLifetime ms a share lives if nobody says otherwise
 * @param maxLifetime the longest lifetime in ms; {@link #NEVER} if there is no maximum
 * @param lifetimes ms, the choices a page offers
 * @param undoMillis how long a deletion may be taken back
 * @param policy what files may be kept
 * @param create how often one address may make shares; empty: as often as it likes
 */
public record EdgeLimits(
        long maxFileBytes,
        int maxFiles,
        long defaultLifetime,
        long maxLifetime,
        List<Long> lifetimes,
        long undoMillis,
        FilePolicy policy,
        Optional<Rate> create) {
    /** The lifetime of what never expires. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Keeps every file, from everybody. */
    public EdgeLimits(
            long maxFileBytes,
            int maxFiles,
            long defaultLifetime,
            long maxLifetime,
            List<Long> lifetimes,
            long undoMillis) {
        this(
                maxFileBytes,
                maxFiles,
                defaultLifetime,
                maxLifetime,
                lifetimes,
                undoMillis,
                FilePolicy.ALL,
                Optional.empty());
    }

    public EdgeLimits {
        lifetimes = List.copyOf(lifetimes);
        if (maxFileBytes < 0 || maxFiles < 1 || defaultLifetime < 1 || maxLifetime < defaultLifetime) {
            throw new IllegalArgumentException("limits that nothing can keep to");
        }
    }
}
