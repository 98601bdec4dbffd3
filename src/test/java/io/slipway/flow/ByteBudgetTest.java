package io.slipway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.flow.ByteBudget.Lease;
import io.slipway.flow.ByteBudget.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteBudgetTest {
    private final List<Lease> granted = new ArrayList<>();

    @Test
    void grantsUpToTheCapacityAtOnce_andNotOneByteMore() {
        ByteBudget budget = new ByteBudget(100, 10);

        assertThat(budget.take(100, granted::add)).isNotNull();
        assertThat(granted).extracting(Lease::bytes).containsExactly(100L);
        assertThat(budget.take(1, granted::add)).isNotNull();

        assertThat(granted).hasSize(1);
        assertThat(budget.used()).isEqualTo(100);
        assertThat(budget.waiting()).isEqualTo(1);
    }

    @Test
    void aWishBeyondTheCapacityIsRefused() {
        ByteBudget budget = new ByteBudget(100, 10);
        assertThat(budget.take(101, granted::add)).isNull();
        assertThat(budget.take(Long.MAX_VALUE, granted::add)).isNull();
        assertThat(budget.take(-1, granted::add)).isNull();
        assertThat(granted).isEmpty();
        assertThat(budget.used()).isZero();
    }

    @Test
    void aCapacityAtTheEndOfTheNumbersDoesNotOverflow() {
        ByteBudget budget = new ByteBudget(Long.MAX_VALUE, 1);
        assertThat(budget.take(Long.MAX_VALUE, granted::add)).isNotNull();
        assertThat(budget.take(Long.MAX_VALUE, granted::add)).isNotNull();
        assertThat(granted).hasSize(1);
    }

    @Test
    void theLineHasAnEnd() {
        ByteBudget budget = new ByteBudget(1, 2);
        assertThat(budget.take(1, granted::add)).isNotNull();
        assertThat(budget.take(1, granted::add)).isNotNull();
        assertThat(budget.take(1, granted::add)).isNotNull();
        assertThat(budget.take(1, granted::add)).isNull();
        assertThat(new ByteBudget(1, 0).take(1, granted::add)).isNotNull();
    }

    @Test
    void theLineIsServedInOrder_aSmallWishDoesNotOvertake() {
        ByteBudget budget = new ByteBudget(100, 10);
        assertThat(budget.take(60, granted::add)).isNotNull();
        assertThat(budget.take(50, granted::add)).isNotNull();
        assertThat(budget.take(10, granted::add)).isNotNull();
        assertThat(granted).hasSize(1);

        granted.get(0).close();

        assertThat(granted).extracting(Lease::bytes).containsExactly(60L, 50L, 10L);
        assertThat(budget.used()).isEqualTo(60);
    }

    @Test
    void whoLeavesMakesRoomForThoseBehind() {
        ByteBudget budget = new ByteBudget(100, 10);
        assertThat(budget.take(60, granted::add)).isNotNull();
        Ticket large = budget.take(50, granted::add);
        assertThat(budget.take(40, granted::add)).isNotNull();

        large.leave();

        assertThat(granted).extracting(Lease::bytes).containsExactly(60L, 40L);
        large.leave();
        assertThat(budget.used()).isEqualTo(100);
    }

    @Test
    void leavingAfterTheGrantChangesNothing() {
        ByteBudget budget = new ByteBudget(100, 10);
        budget.take(100, granted::add).leave();
        assertThat(budget.used()).isEqualTo(100);
    }

    @Test
    void givingBackTwiceCountsOnce() {
        ByteBudget budget = new ByteBudget(100, 10);
        assertThat(budget.take(30, granted::add)).isNotNull();
        assertThat(budget.take(30, granted::add)).isNotNull();
        granted.get(0).close();
        granted.get(0).close();
        assertThat(budget.used()).isEqualTo(30);
    }

    @Test
    void aLongLineOfThoseWhoGiveBackAtOnceNeedsNoStack() {
        int takers = 100_000;
        ByteBudget budget = new ByteBudget(1, takers);
        AtomicLong served = new AtomicLong();
        assertThat(budget.take(1, granted::add)).isNotNull();
        for (int i = 0; i < takers; i++) {
            assertThat(budget.take(1, lease -> {
                        served.incrementAndGet();
                        lease.close();
                    }))
                    .isNotNull();
        }

        granted.get(0).close();

        assertThat(served).hasValue(takers);
        assertThat(budget.used()).isZero();
    }

    @Test
    void aBudgetNeedsRoom() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteBudget(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteBudget(1, -1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverManyThreadsDo_theCapacityHoldsAndEveryoneIsServed(long seed) throws InterruptedException {
        long capacity = 1_000;
        int threads = 4;
        int turns = 2_000;
        ByteBudget budget = new ByteBudget(capacity, threads * turns);
        AtomicLong out = new AtomicLong();
        AtomicLong most = new AtomicLong();
        AtomicLong asked = new AtomicLong();
        AtomicLong served = new AtomicLong();
        AtomicLong left = new AtomicLong();
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            Random random = new Random(seed * 31 + t);
            ConcurrentLinkedQueue<Lease> mine = new ConcurrentLinkedQueue<>();
            new Thread(() -> {
                        for (int i = 0; i < turns; i++) {
                            asked.incrementAndGet();
                            Ticket ticket = budget.take(random.nextInt((int) capacity + 1), lease -> {
                                most.accumulateAndGet(out.addAndGet(lease.bytes()), Math::max);
                                served.incrementAndGet();
                                mine.add(lease);
                            });
                            if (random.nextInt(10) == 0) {
                                ticket.leave();
                                left.incrementAndGet();
                            }
                            giveBack(mine, random.nextInt(3), out);
                        }
                        while (budget.waiting() > 0 || !mine.isEmpty()) {
                            giveBack(mine, Integer.MAX_VALUE, out);
                            Thread.onSpinWait();
                        }
                        done.countDown();
                    })
                    .start();
        }

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();

        assertThat(most.get()).isBetween(1L, capacity);
        assertThat(budget.waiting()).isZero();
        assertThat(served.get()).isBetween(asked.get() - left.get(), asked.get());
    }

    private static void giveBack(ConcurrentLinkedQueue<Lease> leases, int count, AtomicLong out) {
        for (int i = 0; i < count; i++) {
            Lease lease = leases.poll();
            if (lease == null) {
                return;
            }
            out.addAndGet(-lease.bytes());
            lease.close();
        }
    }
}
