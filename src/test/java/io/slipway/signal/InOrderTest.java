package io.slipway.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InOrderTest {
    private final InOrder order = new InOrder();
    private final List<Integer> acted = new ArrayList<>();

    private Future<Integer> next(Future<Integer> answer) {
        return order.next(answer, number -> {
            acted.add(number);
            return Future.succeededFuture(number * 10);
        });
    }

    @Test
    void anAnswerThatIsEarlyWaitsForThoseBefore() {
        Promise<Integer> first = Promise.promise();
        Promise<Integer> second = Promise.promise();
        Promise<Integer> third = Promise.promise();
        Future<Integer> one = next(first.future());
        Future<Integer> two = next(second.future());
        Future<Integer> three = next(third.future());
        third.complete(3);
        second.fail("no");
        assertThat(acted).isEmpty();

        first.complete(1);

        assertThat(acted).containsExactly(1, 3);
        assertThat(one.result()).isEqualTo(10);
        assertThat(two.failed()).isTrue();
        assertThat(three.result()).isEqualTo(30);
    }

    @Test
    void whatOneActTakesHoldsNobodyUp() {
        Future<Void> slow = order.next(
                Future.succeededFuture(1), number -> Promise.<Void>promise().future());
        assertThat(next(Future.succeededFuture(2)).result()).isEqualTo(20);
        assertThat(slow.isComplete()).isFalse();
    }

    @Test
    void anActThatThrowsIsAFailureOfItsOwn() {
        Future<Void> broken = order.next(Future.succeededFuture(1), number -> {
            throw new IllegalStateException("broken");
        });
        assertThat(broken.failed()).isTrue();
        assertThat(next(Future.succeededFuture(2)).result()).isEqualTo(20);
    }
}
