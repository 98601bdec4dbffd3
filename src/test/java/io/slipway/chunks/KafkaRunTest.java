package io.slipway.chunks;

import static io.slipway.protocol.Chunks.Check.DIGEST;
import static io.slipway.protocol.Chunks.Check.OPENING;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.ChunkFixtures;
import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.protocol.Chunks;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaRunTest {
    private final FileId file = ChunkFixtures.fileId(new Random(1));
    private final Buckets names = new Buckets("x.");

    private static ChunkLocation at(int bucket, int partition, long offset) {
        return new ChunkLocation(new BucketId(Width.DAY, bucket), partition, offset, 10);
    }

    @Test
    void neighboursMakeOneRun() {
        List<ChunkLocation> places = List.of(at(1, 0, 5), at(1, 0, 6), at(1, 0, 7));
        assertThat(KafkaRun.split(new Chunks.Read(file, 40, places), names))
                .containsExactly(new KafkaRun(new TopicPartition("x.b.d1", 0), file, 40, places, DIGEST));
    }

    @Test
    void aRunEndsWhereOffsetPartitionOrBucketChanges() {
        List<ChunkLocation> places =
                List.of(at(1, 0, 5), at(1, 0, 7), at(1, 0, 8), at(1, 1, 9), at(2, 1, 10), at(2, 1, 9));
        assertThat(KafkaRun.split(new Chunks.Read(file, 0, places), names))
                .extracting(
                        KafkaRun::from, KafkaRun::offset, run -> run.locations().size())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0L, 5L, 1),
                        org.assertj.core.groups.Tuple.tuple(1L, 7L, 2),
                        org.assertj.core.groups.Tuple.tuple(3L, 9L, 1),
                        org.assertj.core.groups.Tuple.tuple(4L, 10L, 1),
                        org.assertj.core.groups.Tuple.tuple(5L, 9L, 1));
    }

    @Test
    void singlesAreTheSameChunksOneByOne() {
        KafkaRun run =
                new KafkaRun(new TopicPartition("x.b.d1", 0), file, 40, List.of(at(1, 0, 5), at(1, 0, 6)), OPENING);
        assertThat(run.singles())
                .containsExactly(
                        new KafkaRun(run.place(), file, 40, List.of(at(1, 0, 5)), OPENING),
                        new KafkaRun(run.place(), file, 41, List.of(at(1, 0, 6)), OPENING));
    }
}
