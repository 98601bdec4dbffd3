package io.slipway.chunks;

import io.slipway.model.BucketId;
import java.util.Map;
import java.util.Optional;

/** What buckets are called as topics, and how their topics are set up. Pure. */
final class Buckets {
    /** One segment of a bucket topic, in bytes: what is freed at once when it is deleted, and the reach of one index. */
    private static final String SEGMENT_BYTES = Integer.toString(256 * 1024 * 1024);

    /** The largest batch, in bytes; the producer's bound is the same. */
    static final int MAX_BATCH_BYTES = 2 * 1024 * 1024;

    private static final String MARK = "b.";

    private final String prefix;

    /** @param prefix what the names of all topics of this Slipway begin with; may be empty */
    Buckets(String prefix) {
        this.prefix = prefix + MARK;
    }

    String topic(BucketId bucket) {
        return prefix + bucket;
    }

    /** The bucket a topic holds; empty if it isn't a bucket's. */
    Optional<BucketId> bucket(String topic) {
        if (!topic.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            BucketId bucket = BucketId.parse(topic.substring(prefix.length()));
            return topic(bucket).equals(topic) ? Optional.of(bucket) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Time and size must never delete from a bucket, and one record must stay one batch as it was sent. Every batch has
     * an index entry of its own, so that a batch whose header is damaged hides no other.
     */
    static Map<String, String> topicSettings(int minInSync) {
        return Map.of(
                "cleanup.policy", "delete",
                "retention.ms", "-1",
                "retention.bytes", "-1",
                "segment.bytes", SEGMENT_BYTES,
                "index.interval.bytes", "0",
                "compression.type", "uncompressed",
                "max.message.bytes", Integer.toString(MAX_BATCH_BYTES),
                "min.insync.replicas", Integer.toString(minInSync));
    }
}
