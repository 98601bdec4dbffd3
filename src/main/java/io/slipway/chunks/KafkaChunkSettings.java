package io.slipway.chunks;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a {@link KafkaChunkStore} needs to know.
 *
 * @param connection how to reach and log in to Kafka: {@code bootstrap.servers} and whatever security it takes
 * @param prefix what the names of all topics of this Slipway begin with; may be empty
 * @param partitions of each new bucket, 1 … 65,536
 * @param replication copies of each new bucket, ≥ 1
 * @param minInSync copies that must have a chunk before it is acknowledged, 1 … replication
 * @param readers reads that may be under way at once; each has a thread and a connection of its own, ≥ 1
 * @param readLimit how long a read may take, waiting in line included
 * @param usableBytes room left where the broker keeps its log; {@link #ROOM_OF_BROKERS} if it can't be seen from here. May
 *     block
 * @param minUsableBytes room that no chunk may take: with less the broker itself would soon stop, ≥ 0
 */
public record KafkaChunkSettings(
        Map<String, String> connection,
        String prefix,
        int partitions,
        int replication,
        int minInSync,
        int readers,
        Duration readLimit,
        LongSupplier usableBytes,
        long minUsableBytes) {
    /** For brokers elsewhere: they are asked how full their disks are. */
    public static final LongSupplier ROOM_OF_BROKERS = () -> Long.MAX_VALUE - 1;

    /** For brokers of which nothing is asked. */
    public static final LongSupplier ROOM_UNKNOWN = () -> Long.MAX_VALUE;

    /** Room enough for a few segments of the broker's own topics and for a person to react. */
    public static final long MIN_USABLE_BYTES = 1L << 30;

    public static final int PARTITIONS = 2;

    public static final int READERS = 4;

    public static final Duration READ_LIMIT = Duration.ofSeconds(10);

    public KafkaChunkSettings {
        connection = Map.copyOf(connection);
        if (partitions < 1
                || partitions > 1 << 16
                || replication < 1
                || minInSync < 1
                || minInSync > replication
                || readers < 1
                || readLimit.isNegative()
                || minUsableBytes < 0) {
            throw new IllegalArgumentException("a chunk store can't be set up like this");
        }
    }

    /** For one broker whose disk can't be seen from here. */
    public static KafkaChunkSettings of(Map<String, String> connection, String prefix) {
        return new KafkaChunkSettings(
                connection, prefix, PARTITIONS, 1, 1, READERS, READ_LIMIT, ROOM_UNKNOWN, MIN_USABLE_BYTES);
    }

    /** For a broker whose disk this node sees. */
    public KafkaChunkSettings withRoom(LongSupplier usable, long minimum) {
        return new KafkaChunkSettings(
                connection, prefix, partitions, replication, minInSync, readers, readLimit, usable, minimum);
    }

    /** The connection and what a client of Kafka needs besides. */
    Map<String, Object> client(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(connection);
        all.putAll(more);
        return all;
    }

    @Override
    public String toString() {
        return "KafkaChunkSettings[" + connection.get("bootstrap.servers") + ", " + prefix + "]";
    }
}
