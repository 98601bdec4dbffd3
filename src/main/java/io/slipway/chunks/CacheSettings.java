package io.slipway.chunks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How copies of chunks are kept on this node's disk.
 *
 * @param folder emptied at start; nothing else may be in it
 * @param capacity bytes that all copies may take; 0: there are none
 * @param usable bytes left on the disk of the folder
 * @param minUsable with less left than this, copies go
 * @param lifetime after this time a copy goes; if it is still wanted, another is made
 * @param pause after the disk has failed
 */
public record CacheSettings(
        Path folder, long capacity, LongSupplier usable, long minUsable, Duration lifetime, Duration pause) {
    /** So long may a copy be there that has gone bad, or that should have gone, had the news of it not been lost. */
    public static final Duration LIFETIME = Duration.ofHours(1);

    public static final Duration PAUSE = Duration.ofSeconds(30);

    public CacheSettings {
        if (capacity < 0 || minUsable < 0) {
            throw new IllegalArgumentException("a cache can't be set up like this");
        }
    }

    /**
     * @param minFree what uploads leave free; copies leave a quarter more, so that they go before uploads are refused
     */
    public static CacheSettings of(Path folder, long capacity, long minFree) {
        return new CacheSettings(
                folder, capacity, () -> folder.toFile().getUsableSpace(), minFree + minFree / 4, LIFETIME, PAUSE);
    }
}
