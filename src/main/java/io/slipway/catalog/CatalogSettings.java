package io.slipway.catalog;

import io.slipway.model.BucketPlan;
import io.slipway.model.FilePolicy;
import io.slipway.model.Rate;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * What the catalog is told at start. Times in ms, sizes in bytes.
 *
 * @param maxFileBytes the largest file a share may announce
 * @param maxFiles the most files in a share
 * @param maxLifetime the longest lifetime that may be asked for; {@link Share#NEVER} if none
 * @param maxUploadMillis an upload that isn't finished by then is given up
 * @param undoMillis how long a deletion may be taken back
 * @param tombstoneMillis how long a share that ended is still told apart from one that never was
 * @param bucketPartitions partitions of a bucket topic
 * @param plan which bucket for which lifetime
 * @param time from Redis's time to the time that decides; the identity but in tests
 * @param policy what files may be kept
 * @param limits how often strangers may try
 */
public record CatalogSettings(
        long maxFileBytes,
        int maxFiles,
        long maxLifetime,
        long maxUploadMillis,
        long undoMillis,
        long tombstoneMillis,
        int bucketPartitions,
        BucketPlan plan,
        LongUnaryOperator time,
        FilePolicy policy,
        Limits limits) {
    /** Keeps every file and limits nobody. */
    public CatalogSettings(
            long maxFileBytes,
            int maxFiles,
            long maxLifetime,
            long maxUploadMillis,
            long undoMillis,
            long tombstoneMillis,
            int bucketPartitions,
            BucketPlan plan,
            LongUnaryOperator time) {
        this(
                maxFileBytes,
                maxFiles,
                maxLifetime,
                maxUploadMillis,
                undoMillis,
                tombstoneMillis,
                bucketPartitions,
                plan,
                time,
                FilePolicy.ALL,
                Limits.NONE);
    }

    /**
     * How often strangers may try; empty: as often as they like.
     *
     * @param guesses at the password of one share from one address
     * @param shareGuesses at the password of one share from all addresses
     * @param claims of new downloads of shares with a limit, from one address
     * @param trackAddresses whether the owners of shares may see who downloaded them
     */
    public record Limits(
            Optional<Rate> guesses, Optional<Rate> shareGuesses, Optional<Rate> claims, boolean trackAddresses) {
        /** Everything goes. */
        public static final Limits NONE = new Limits(Optional.empty(), Optional.empty(), Optional.empty(), true);
    }
}
