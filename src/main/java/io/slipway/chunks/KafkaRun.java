package io.slipway.chunks;

import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.protocol.Chunks;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * Chunks of one file, one after the other, that lie at neighbouring offsets of one partition: read in one go.
 *
 * @param from the number of the first chunk
 * @param locations at least one
 */
record KafkaRun(TopicPartition place, FileId fileId, long from, List<ChunkLocation> locations, Chunks.Check check) {
    long offset() {
        return locations.get(0).offset();
    }

    /** The same chunks, each a run of its own. */
    List<KafkaRun> singles() {
        List<KafkaRun> singles = new ArrayList<>();
        for (int i = 0; i < locations.size(); i++) {
            singles.add(new KafkaRun(place, fileId, from + i, List.of(locations.get(i)), check));
        }
        return singles;
    }

    /** Splits places into as few runs as they allow, in order. */
    static List<KafkaRun> split(Chunks.Read read, Buckets names) {
        List<ChunkLocation> locations = read.locations();
        List<KafkaRun> runs = new ArrayList<>();
        int start = 0;
        for (int next = 1; next <= locations.size(); next++) {
            if (next < locations.size() && areNeighbours(locations.get(next - 1), locations.get(next))) {
                continue;
            }
            ChunkLocation first = locations.get(start);
            runs.add(new KafkaRun(
                    new TopicPartition(names.topic(first.bucket()), first.partition()),
                    read.fileId(),
                    read.from() + start,
                    List.copyOf(locations.subList(start, next)),
                    read.check()));
            start = next;
        }
        return runs;
    }

    private static boolean areNeighbours(ChunkLocation one, ChunkLocation next) {
        return next.bucket().equals(one.bucket())
                && next.partition() == one.partition()
                && next.offset() == one.offset() + 1;
    }
}
