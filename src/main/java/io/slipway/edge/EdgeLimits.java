package io.slipway.edge;

import java.util.List;

/**
 * What clients are told they may do, and what is refused at the door.
 *
 * @param maxFileBytes the largest file
 * @param maxFiles the most files in a share
 * @param defaultLifetime ms a share lives if nobody says otherwise
 * @param maxLifetime the longest lifetime in ms; {@link #NEVER} if there is no maximum
 * @param lifetimes ms, the choices a page offers
 * @param undoMillis how long a deletion may be taken back
 */
public record EdgeLimits(
        long maxFileBytes,
        int maxFiles,
        long defaultLifetime,
        long maxLifetime,
        List<Long> lifetimes,
        long undoMillis) {
    /** The lifetime of what never expires. */
    public static final long NEVER = Long.MAX_VALUE;

    public EdgeLimits {
        lifetimes = List.copyOf(lifetimes);
        if (maxFileBytes < 0 || maxFiles < 1 || defaultLifetime < 1 || maxLifetime < defaultLifetime) {
            throw new IllegalArgumentException("limits that nothing can keep to");
        }
    }
}
