package io.slipway.catalog;

/**
 * How much may be kept, in bytes of files in the clear.
 *
 * @param share in one share
 * @param guest for one guest
 * @param all by everybody together
 */
public record RoomSettings(long share, long guest, long all) {
    /** No limit. */
    public static final long NONE = Long.MAX_VALUE;

    /** No limits at all. */
    public static final RoomSettings UNLIMITED = new RoomSettings(NONE, NONE, NONE);

    public RoomSettings {
        if (share < 0 || guest < 0 || all < 0) {
            throw new IllegalArgumentException("a quota isn't negative");
        }
    }
}
