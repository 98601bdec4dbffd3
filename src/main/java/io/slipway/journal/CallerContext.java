package io.slipway.journal;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Brings results back to the thread of whoever asked: an actor's fields need no locks only there. */
final class CallerContext {
    private CallerContext() {}

    /** The same result, on the context this is called from if there is one. */
    static <T> Future<T> here(Future<T> result) {
        Context caller = Vertx.currentContext();
        if (caller == null) {
            return result;
        }
        Promise<T> promise = Promise.promise();
        result.onComplete(outcome -> {
            if (Vertx.currentContext() == caller) {
                promise.handle(outcome);
            } else {
                caller.runOnContext(there -> promise.handle(outcome));
            }
        });
        return promise.future();
    }
}
