package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.model.FileId;
import java.time.Duration;
import java.util.List;

/** What one must ask before anything is kept: whether there is room for it. Bytes are those of the files in the clear. */
public final class Room {
    /**
     * Sets room aside for files. {@code QUOTA_EXCEEDED} if the share would be too large or the guest has too much already,
     * {@code STORAGE_FULL} if all together have; both with {@code limit}, {@code used} and {@code wanted}. Asking again for a
     * file changes what is set aside for it; a file that is kept has its room already.
     */
    public static final Address<Reserve, Reserved> RESERVE =
            Address.local("room.reserve", Reserve.class, Reserved.class, Duration.ofSeconds(35));

    /** Gives room back that was set aside for files which were not made after all. Harmless for those that were. */
    public static final Address<Release, Released> RELEASE =
            Address.local("room.release", Release.class, Released.class, Duration.ofSeconds(35));

    private Room() {}

    /**
     * @param guest who wants to keep them, in any words that name a guest and nobody else; null for nobody in particular
     * @param millis how long room stays set aside for what isn't there by then
     * @param lasting whether the files come next, and count as the guest's from now on; else they may yet grow
     */
    public record Reserve(String guest, List<Wanted> files, long millis, boolean lasting) {}

    public record Wanted(FileId file, long bytes) {}

    public record Reserved() {}

    /** @param guest as when it was reserved */
    public record Release(String guest, List<FileId> files) {}

    public record Released() {}
}
