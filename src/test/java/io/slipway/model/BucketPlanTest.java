package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.BucketId.Width;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketPlanTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long NOW = 1_795_000_000_000L;

    private final BucketPlan plan = BucketPlan.of(Duration.ofHours(24));

    @Test
    void theWidthFollowsTheLifetime() {
        assertThat(plan.choose(NOW, 0).width()).isEqualTo(Width.HOUR);
        assertThat(plan.choose(NOW, DAY).width()).isEqualTo(Width.HOUR);
        assertThat(plan.choose(NOW, DAY + 1).width()).isEqualTo(Width.DAY);
        assertThat(plan.choose(NOW, 31 * DAY).width()).isEqualTo(Width.DAY);
        assertThat(plan.choose(NOW, 31 * DAY + 1).width()).isEqualTo(Width.MONTH);
        assertThat(plan.choose(NOW, BucketPlan.FOREVER)).isEqualTo(new BucketId(Width.NEVER, 0));
    }

    @Test
    void aBucketOutlastsCreationUploadAndLifetime() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            long now = NOW + random.nextLong(400 * DAY);
            long lifetime = random.nextLong(1, 500 * DAY);
            BucketId bucket = plan.choose(now, lifetime);
            long deadline = now + DAY + lifetime;
            assertThat(plan.endMillis(bucket)).isGreaterThan(deadline);
            assertThat(plan.endMillis(bucket) - deadline).isLessThanOrEqualTo(30 * DAY);
            assertThat(plan.isPast(bucket, deadline)).isFalse();
        }
    }

    @Test
    void aBucketEndsWhereTheNextBegins() {
        long begin = 500_000 * HOUR - DAY;
        assertThat(plan.choose(begin - 1, 0)).isEqualTo(new BucketId(Width.HOUR, 499_999));
        assertThat(plan.choose(begin, 0)).isEqualTo(new BucketId(Width.HOUR, 500_000));
    }

    @Test
    void aBucketIsPastFromItsEndOn() {
        BucketId bucket = new BucketId(Width.DAY, 20_000);
        assertThat(plan.endMillis(bucket)).isEqualTo(20_001 * DAY);
        assertThat(plan.isPast(bucket, 20_001 * DAY - 1)).isFalse();
        assertThat(plan.isPast(bucket, 20_001 * DAY)).isTrue();
        assertThat(plan.isPast(new BucketId(Width.NEVER, 0), Long.MAX_VALUE - 1))
                .isFalse();
    }

    @Test
    void aLifetimeBeyondTheNumbersOfBucketsNeverEnds() {
        long monthMillis = 30 * DAY;
        long last = (BucketId.MAX_NUMBER + 1L) * monthMillis - 1 - DAY - NOW;
        assertThat(plan.choose(NOW, last)).isEqualTo(new BucketId(Width.MONTH, BucketId.MAX_NUMBER));
        assertThat(plan.choose(NOW, last + 1).width()).isEqualTo(Width.NEVER);
        assertThat(plan.choose(NOW, Long.MAX_VALUE - 1).width()).isEqualTo(Width.NEVER);
    }

    @Test
    void spansCanBeShortened_butNotBelowWhatNumbersReach() {
        Duration least = BucketPlan.MIN_SPAN;
        BucketPlan quick = new BucketPlan(Duration.ZERO, least, least, least);
        long year2100 = 4_102_444_800_000L;
        assertThat(quick.choose(year2100, 0).width()).isEqualTo(Width.HOUR);
        assertThat(quick.endMillis(quick.choose(year2100, 0)) - year2100).isBetween(1L, least.toMillis());
        assertThatThrownBy(() -> new BucketPlan(Duration.ZERO, least.minusMillis(1), least, least))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNegativeLifetimeIsNone() {
        assertThatThrownBy(() -> plan.choose(NOW, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
