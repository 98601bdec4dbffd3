package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.flow.ByteBudget;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseLineTest {
    private final Vertx vertx = Vertx.vertx();
    private final ByteBudget budget = new ByteBudget(10, 1);
    private final LeaseLine line = new LeaseLine(vertx, budget, Duration.ofSeconds(20));

    @AfterEach
    void close() {
        EdgeHouse.finish(vertx.close());
    }

    private static void assertRefused(LeaseLine.Turn turn) {
        assertThat(turn.lease().failed()).isTrue();
        assertThat(((Problem) turn.lease().cause()).code()).isEqualTo(ProblemCode.OVER_CAPACITY);
    }

    @Test
    void roomIsGivenAtOnce() {
        LeaseLine.Turn turn = line.take(10);
        assertThat(turn.lease().succeeded()).isTrue();
        assertThat(line.pressed()).isFalse();
        turn.lease().result().close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void whoWaitsGetsWhatIsGivenBack() {
        LeaseLine.Turn first = line.take(10);
        LeaseLine.Turn second = line.take(1);
        assertThat(second.lease().isComplete()).isFalse();
        assertThat(line.pressed()).isTrue();
        first.lease().result().close();
        EdgeHouse.await(second.lease()).close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void aFullLineAndAWishThatNeverFitsAreRefused() {
        LeaseLine.Turn holder = line.take(10);
        LeaseLine.Turn waiter = line.take(1);
        assertRefused(line.take(1));
        assertRefused(line.take(11));
        waiter.leave();
        holder.lease().result().close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void whoLeavesTheLineMakesRoomInIt() {
        LeaseLine.Turn holder = line.take(10);
        LeaseLine.Turn waiter = line.take(5);
        waiter.leave();
        assertRefused(waiter);
        LeaseLine.Turn next = line.take(6);
        assertThat(next.lease().isComplete()).isFalse();
        holder.lease().result().close();
        EdgeHouse.await(next.lease()).close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void waitingHasAnEnd() {
        LeaseLine impatient = new LeaseLine(vertx, budget, Duration.ofMillis(20));
        LeaseLine.Turn holder = line.take(10);
        LeaseLine.Turn waiter = impatient.take(1);
        EdgeHouse.until(() -> waiter.lease().isComplete());
        assertRefused(waiter);
        assertThat(budget.waiting()).isZero();
        holder.lease().result().close();
        assertThat(budget.used()).isZero();
    }
}
