package io.slipway.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.BucketId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaEndsTest {
    private static final BucketId BUCKET = BucketId.parse("d20000");
    private static final BucketId OTHER = BucketId.parse("d20001");

    private final List<String> asked = new ArrayList<>();
    private long now = 17;
    private Future<Long> brokers = Future.succeededFuture(5L);
    private final KafkaEnds ends = new KafkaEnds(
            (bucket, partition) -> {
                asked.add(bucket + "/" + partition);
                return brokers;
            },
            () -> now);

    @Test
    void theBrokersAreAskedOnceASecond_forEachPartition() {
        assertThat(ends.end(BUCKET, 0).result()).isEqualTo(5);
        brokers = Future.succeededFuture(9L);
        now += KafkaEnds.FRESH_NANOS - 1;
        assertThat(ends.end(BUCKET, 0).result()).isEqualTo(5);
        assertThat(ends.end(BUCKET, 1).result()).isEqualTo(9);
        now++;
        assertThat(ends.end(BUCKET, 0).result()).isEqualTo(9);
        assertThat(asked).hasSize(3);
    }

    @Test
    void thoseWhoAskMeanwhileWaitForTheSameAnswer() {
        Promise<Long> answer = Promise.promise();
        brokers = answer.future();

        Future<Long> first = ends.end(BUCKET, 0);
        Future<Long> second = ends.end(BUCKET, 0);
        answer.complete(7L);

        assertThat(first.result()).isEqualTo(7);
        assertThat(second.result()).isEqualTo(7);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aFailureIsNotRemembered() {
        brokers = Future.failedFuture("away");
        assertThat(ends.end(BUCKET, 0).failed()).isTrue();
        brokers = Future.succeededFuture(5L);

        assertThat(ends.end(BUCKET, 0).result()).isEqualTo(5);
    }

    @Test
    void whatIsAppendedHereIsKnownAtOnce_andNeverTakesAnEndBack() {
        ends.appended(BUCKET, 0, 100);
        assertThat(ends.end(BUCKET, 0).result()).isEqualTo(5);

        ends.appended(BUCKET, 0, 4);
        assertThat(ends.end(BUCKET, 0).result()).isEqualTo(5);
        ends.appended(BUCKET, 0, 5);
        assertThat(ends.end(BUCKET, 0).result()).isEqualTo(6);
        ends.appended(BUCKET, 1, 8);
        assertThat(ends.end(BUCKET, 0).result()).isEqualTo(6);

        now += KafkaEnds.FRESH_NANOS;
        brokers = Future.succeededFuture(60L);
        assertThat(ends.end(BUCKET, 0).result()).isEqualTo(60);
    }

    @Test
    void aBucketThatIsForgottenIsAskedForAgain() {
        assertThat(ends.end(BUCKET, 0).result()).isEqualTo(5);
        assertThat(ends.end(OTHER, 0).result()).isEqualTo(5);

        ends.forget(BUCKET);
        brokers = Future.succeededFuture(0L);

        assertThat(ends.end(BUCKET, 0).result()).isZero();
        assertThat(ends.end(OTHER, 0).result()).isEqualTo(5);
    }

    @Test
    void noMoreThanSomeAreRemembered() {
        for (int partition = 0; partition < KafkaEnds.REMEMBERED; partition++) {
            assertThat(ends.end(BUCKET, partition).succeeded()).isTrue();
        }
        assertThat(ends.end(BUCKET, 0).succeeded()).isTrue();
        assertThat(asked).hasSize(KafkaEnds.REMEMBERED);

        assertThat(ends.end(OTHER, 0).succeeded()).isTrue();
        assertThat(ends.end(BUCKET, 0).succeeded()).isTrue();
        assertThat(asked).hasSize(KafkaEnds.REMEMBERED + 2);
    }
}
