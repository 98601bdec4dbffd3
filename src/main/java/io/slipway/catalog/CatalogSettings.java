package io.slipway.catalog;

import io.slipway.model.BucketPlan;
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
        LongUnaryOperator time) {}
