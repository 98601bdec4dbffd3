package io.slipway.chunks;

import static io.slipway.kit.ChunkFixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.ChunkFixtures;
import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import io.slipway.model.ChunkLocation;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaReaderPoolTest {
    private static final KafkaRun RUN = new KafkaRun(
            new TopicPartition("b.d1", 0),
            ChunkFixtures.fileId(new Random(1)),
            0,
            List.of(new ChunkLocation(new BucketId(Width.DAY, 1), 0, 0, 10)),
            Chunks.Check.DIGEST);

    /** Nobody answers there, so the only reader is busy for as long as a read may take. */
    private static KafkaChunkSettings nobody(String bootstrap, Duration limit) {
        return new KafkaChunkSettings(
                Map.of("bootstrap.servers", bootstrap), "", 1, 1, 1, 1, limit, KafkaChunkSettings.ROOM_UNKNOWN, 0);
    }

    @Test
    void theLineHasABound_andWhoStandsInItIsToldWhenThePoolEnds() {
        List<Future<?>> reads = new ArrayList<>();
        try (KafkaReaderPool pool = new KafkaReaderPool(nobody("127.0.0.1:9", Duration.ofMinutes(1)))) {
            Future<?> last = pool.read(RUN);
            while (!last.failed()) {
                reads.add(last);
                last = pool.read(RUN);
            }
            assertThat(refusal(last)).isEqualTo(ProblemCode.OVER_CAPACITY);
            assertThat(reads).hasSizeBetween(KafkaReaderPool.MAX_WAITING, KafkaReaderPool.MAX_WAITING + 1);
        }
        assertThat(reads).allSatisfy(read -> assertThat(refusal(read)).isEqualTo(ProblemCode.UNAVAILABLE));
    }

    @Test
    void aReadEndsWhenItsTimeIsOver() {
        try (KafkaReaderPool pool = new KafkaReaderPool(nobody("127.0.0.1:9", Duration.ofMillis(10)))) {
            assertThat(refusal(pool.read(RUN))).isEqualTo(ProblemCode.UNAVAILABLE);
        }
    }

    @Test
    void aBrokerWhoseNameNobodyKnowsIsUnavailable() {
        try (KafkaReaderPool pool = new KafkaReaderPool(nobody("nowhere.invalid:9092", Duration.ofSeconds(5)))) {
            assertThat(refusal(pool.read(RUN))).isEqualTo(ProblemCode.UNAVAILABLE);
        }
    }

    @Test
    void aClosedPoolReadsNothing() {
        KafkaReaderPool pool = new KafkaReaderPool(nobody("127.0.0.1:9", Duration.ofSeconds(5)));
        pool.close();
        assertThat(refusal(pool.read(RUN))).isEqualTo(ProblemCode.UNAVAILABLE);
    }
}
