package io.slipway.edge.http;

import io.slipway.flow.ByteBudget;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Stands in a budget's line for transfers of one event loop, for a bounded time; the answer comes on that event loop. */
final class LeaseLine {
    private final Vertx vertx;
    private final ByteBudget budget;
    private final long patienceMillis;

    LeaseLine(Vertx vertx, ByteBudget budget, Duration patience) {
        this.vertx = vertx;
        this.budget = budget;
        this.patienceMillis = patience.toMillis();
    }

    /** Whether others wait in line. */
    boolean pressed() {
        return budget.waiting() > 0;
    }

    /** Asks for bytes; {@code OVER_CAPACITY} if the line is full or the wait too long. */
    Turn take(long bytes) {
        Turn turn = new Turn(vertx.getOrCreateContext());
        turn.ask(bytes);
        return turn;
    }

    /**
     * Takes a place in line for more, then gives back the little that was held: whoever waits for much holds nothing that
     * somebody before it waits for.
     */
    Turn instead(ByteBudget.Lease little, long bytes) {
        Turn turn = take(bytes);
        little.close();
        return turn;
    }

    /** A lease that was asked for. */
    final class Turn {
        private final Context context;
        private final Promise<ByteBudget.Lease> promise = Promise.promise();
        private ByteBudget.Ticket ticket;
        private long timer = -1;

        private Turn(Context context) {
            this.context = context;
        }

        Future<ByteBudget.Lease> lease() {
            return promise.future();
        }

        /** Leaves the line; a lease that comes all the same is given back. */
        void leave() {
            end(new Problem(ProblemCode.OVER_CAPACITY, "left the line"));
        }

        private void ask(long bytes) {
            Thread asker = Thread.currentThread();
            boolean[] asking = {true};
            ticket = budget.take(bytes, lease -> {
                if (asking[0] && Thread.currentThread() == asker) {
                    granted(lease);
                } else {
                    context.runOnContext(v -> granted(lease));
                }
            });
            asking[0] = false;
            if (ticket == null) {
                end(full());
            } else if (!promise.future().isComplete()) {
                timer = vertx.setTimer(patienceMillis, id -> end(full()));
            }
        }

        private void granted(ByteBudget.Lease lease) {
            if (timer >= 0) {
                vertx.cancelTimer(timer);
            }
            if (!promise.tryComplete(lease)) {
                lease.close();
            }
        }

        private void end(Problem problem) {
            if (ticket != null) {
                ticket.leave();
            }
            if (timer >= 0) {
                vertx.cancelTimer(timer);
            }
            promise.tryFail(problem);
        }

        private Problem full() {
            return new Problem(ProblemCode.OVER_CAPACITY, "too many transfers at once; try again in a moment");
        }
    }
}
