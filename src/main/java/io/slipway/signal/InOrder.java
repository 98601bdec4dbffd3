package io.slipway.signal;

import io.vertx.core.Future;
import java.util.function.Function;

/** Lets questions be asked at once, yet acts on their answers in the order they were asked. */
final class InOrder {
    private Future<?> last = Future.succeededFuture();

    /**
     * @param answer of a question that is under way
     * @param act what to do with it, once all before have been acted on; not called if the answer is a failure
     */
    <Q, R> Future<R> next(Future<Q> answer, Function<Q, Future<R>> act) {
        Future<Future<R>> begun = last.transform(before -> answer).map(act);
        last = begun;
        return begun.compose(Function.identity());
    }
}
