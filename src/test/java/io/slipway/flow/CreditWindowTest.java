package io.slipway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreditWindowTest {
    private static final long ALL = Long.MAX_VALUE;

    @Test
    void theReceiversLimitBinds_whereItIsLower() {
        CreditWindow window = new CreditWindow(100, 150);
        assertThat(window.grant(1_000, ALL)).isEqualTo(50);
        assertThat(window.granted()).isEqualTo(150);
        assertThat(window.grant(1_000, ALL)).isZero();
    }

    @Test
    void theWindowBinds_whereItIsLower() {
        CreditWindow window = new CreditWindow(100, 10_000);
        assertThat(window.grant(1_000, ALL)).isEqualTo(1_000);
        window.took(101);
        assertThat(window.grant(1_000, ALL)).isEqualTo(1);
        assertThat(window.granted()).isEqualTo(1_101);
        assertThat(window.outstanding()).isEqualTo(1_000);
    }

    @Test
    void theAllowanceBinds_whereItIsLower() {
        CreditWindow window = new CreditWindow(0, 10_000);
        assertThat(window.grant(1_000, 999)).isEqualTo(999);
        assertThat(window.open(1_000)).isEqualTo(1);
        assertThat(window.grant(1_000, 0)).isZero();
    }

    @Test
    void aSmallerWindowTakesNothingBack() {
        CreditWindow window = new CreditWindow(0, 10_000);
        assertThat(window.grant(1_000, ALL)).isEqualTo(1_000);
        window.took(500);
        assertThat(window.grant(499, ALL)).isZero();
        assertThat(window.grant(500, ALL)).isZero();
        assertThat(window.grant(501, ALL)).isEqualTo(1);
    }

    @Test
    void aFirstLimitBelowTheStartGrantsNothing() {
        assertThat(new CreditWindow(100, 99).open(1_000)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverIsLostRepeatedOrReordered_theWindowHoldsAndAllArrives(long seed) {
        Random random = new Random(seed);
        long end = 50_000;
        long size = 1_000;
        CreditWindow window = new CreditWindow(0, 0);
        SendLimit sender = new SendLimit(0, end, 0);
        List<Long> wishes = new ArrayList<>();
        List<Long> grants = new ArrayList<>();
        long taken = 0;
        int turns = 0;
        while (taken < end) {
            assertThat(turns++).isLessThan(1_000_000);
            wishes.add(Math.min(end, taken + random.nextInt(2_000)));
            if (random.nextInt(3) > 0) {
                window.wish(pick(wishes, random));
            }
            long before = window.granted();
            assertThat(window.grant(size, random.nextInt(500))).isEqualTo(window.granted() - before);
            assertThat(window.granted()).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(taken + size);
            grants.add(window.granted());
            if (random.nextInt(3) > 0) {
                sender.grant(pick(grants, random));
            }
            assertThat(sender.limit()).isLessThanOrEqualTo(window.granted());
            int free = (int) (sender.limit() - sender.next());
            if (free > 0) {
                SendLimit.Verdict sent = sender.data(sender.next(), 1 + random.nextInt(free));
                assertThat(sent).isIn(SendLimit.Verdict.FITS, SendLimit.Verdict.LAST);
            }
            assertThat(sender.next() - taken).isLessThanOrEqualTo(size);
            if (random.nextBoolean()) {
                taken += random.nextInt((int) (sender.next() - taken) + 1);
                window.took(taken);
            }
        }
    }

    /** Any that was said so far: an old one again, or the latest. */
    private static long pick(List<Long> said, Random random) {
        return said.get(random.nextBoolean() ? said.size() - 1 : random.nextInt(said.size()));
    }
}
