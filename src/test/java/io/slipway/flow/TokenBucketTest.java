package io.slipway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void itIsFullAtFirst_andFillsByItsRate() {
        TokenBucket bucket = new TokenBucket(1_000, 100, 7);
        assertThat(bucket.isFull(7)).isTrue();
        bucket.take(100, 7);
        assertThat(bucket.available(7)).isZero();
        assertThat(bucket.available(7 + SECOND / 1_000 - 1)).isZero();
        assertThat(bucket.available(7 + SECOND / 1_000)).isEqualTo(1);
        assertThat(bucket.available(7 + SECOND / 10)).isEqualTo(100);
        assertThat(bucket.available(7 + SECOND)).isEqualTo(100);
    }

    @Test
    void noMoreThanThereIsCanBeTaken() {
        TokenBucket bucket = new TokenBucket(1, 100, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> bucket.take(101, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> bucket.take(-1, 0));
        bucket.take(100, 0);
        assertThat(bucket.isFull(0)).isFalse();
    }

    @Test
    void whatIsBroughtBackNeverMakesItFullerThanFull() {
        TokenBucket bucket = new TokenBucket(1, 100, 0);
        bucket.take(60, 0);
        bucket.give(30);
        assertThat(bucket.available(0)).isEqualTo(70);
        bucket.give(31);
        assertThat(bucket.available(0)).isEqualTo(100);
    }

    @Test
    void itsBoundsAreWhatTheySay() {
        TokenBucket largest = new TokenBucket(TokenBucket.MAX_RATE, TokenBucket.MAX_BURST, 0);
        largest.take(TokenBucket.MAX_BURST, 0);
        assertThat(largest.available(Long.MAX_VALUE)).isEqualTo(TokenBucket.MAX_BURST);
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(TokenBucket.MAX_RATE + 1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(1, TokenBucket.MAX_BURST + 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(0, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(1, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whoeverTakesHoweverOften_getsTheRate(long seed) {
        Random random = new Random(seed);
        long rate = 1 + random.nextInt(1 << 20);
        long burst = 1 + random.nextInt(1 << 20);
        TokenBucket bucket = new TokenBucket(rate, burst, 0);
        long now = 0;
        long taken = 0;
        while (now < 20 * SECOND) {
            now += random.nextInt(20_000_000);
            long some = bucket.available(now);
            taken += some;
            bucket.take(some, now);
            double due = burst + rate * (now / (double) SECOND);
            assertThat((double) taken).isLessThanOrEqualTo(due + 1);
        }
        // Taken often enough, hardly anything ran over.
        if (burst > rate / 25) {
            assertThat((double) taken).isGreaterThan(0.99 * rate * 20);
        }
    }
}
