package io.slipway.flow;

import static io.slipway.flow.SendLimit.Verdict.ASTRAY;
import static io.slipway.flow.SendLimit.Verdict.BEYOND_LIMIT;
import static io.slipway.flow.SendLimit.Verdict.FITS;
import static io.slipway.flow.SendLimit.Verdict.LAST;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendLimitTest {
    private final SendLimit limit = new SendLimit(100, 1_000, 200);

    @Test
    void dataMayEndAtTheLimit_notAByteBeyond() {
        assertThat(limit.data(100, 101)).isEqualTo(BEYOND_LIMIT);
        assertThat(limit.data(100, 99)).isEqualTo(FITS);
        assertThat(limit.data(199, 2)).isEqualTo(BEYOND_LIMIT);
        assertThat(limit.data(199, 1)).isEqualTo(FITS);
        assertThat(limit.data(200, 1)).isEqualTo(BEYOND_LIMIT);
    }

    @Test
    void theHighestLimitCounts() {
        limit.grant(300);
        limit.grant(250);
        assertThat(limit.limit()).isEqualTo(300);
        assertThat(limit.data(100, 200)).isEqualTo(FITS);
    }

    @Test
    void aGapIsAstray_soIsARepetition() {
        assertThat(limit.data(101, 1)).isEqualTo(ASTRAY);
        assertThat(limit.data(100, 10)).isEqualTo(FITS);
        assertThat(limit.data(100, 10)).isEqualTo(ASTRAY);
        assertThat(limit.data(109, 1)).isEqualTo(ASTRAY);
        assertThat(limit.next()).isEqualTo(110);
    }

    @Test
    void theEndIsReachedExactly() {
        limit.grant(5_000);
        assertThat(limit.data(100, 901)).isEqualTo(BEYOND_LIMIT);
        assertThat(limit.data(100, 900)).isEqualTo(LAST);
    }

    @Test
    void whoIsAskedToGoBackMay_once() {
        assertThat(limit.data(100, 50)).isEqualTo(FITS);
        limit.resume(100);
        assertThat(limit.data(150, 10)).isEqualTo(FITS);
        assertThat(limit.data(100, 50)).isEqualTo(FITS);
        assertThat(limit.data(150, 10)).isEqualTo(FITS);
        assertThat(limit.data(100, 10)).isEqualTo(ASTRAY);
    }

    @Test
    void goingBackIsUnderTheLimitToo() {
        limit.resume(150);
        assertThat(limit.data(150, 51)).isEqualTo(BEYOND_LIMIT);
        assertThat(limit.data(100, 10)).isEqualTo(FITS);
        assertThat(limit.data(150, 50)).isEqualTo(FITS);
    }

    @Test
    void aLaterRequestMakesEarlierOnesVoid_onlyWhenItIsFollowed() {
        limit.resume(100);
        limit.resume(120);
        assertThat(limit.data(120, 10)).isEqualTo(FITS);
        assertThat(limit.data(100, 10)).isEqualTo(ASTRAY);
    }

    @Test
    void soManyRequestsAreRemembered_notOneMore() {
        for (int i = 0; i < SendLimit.MAX_RESUMES; i++) {
            limit.resume(110 + i);
        }
        SendLimit.Verdict oldest = limit.data(110, 1);
        assertThat(oldest).isEqualTo(FITS);

        SendLimit other = new SendLimit(100, 1_000, 200);
        for (int i = 0; i <= SendLimit.MAX_RESUMES; i++) {
            other.resume(110 + i);
        }
        assertThat(other.data(110, 1)).isEqualTo(ASTRAY);
        assertThat(other.data(111, 1)).isEqualTo(FITS);
    }

    @Test
    void aFirstLimitBelowTheStartIsNone() {
        assertThat(new SendLimit(100, 200, 0).data(100, 1)).isEqualTo(BEYOND_LIMIT);
    }
}
