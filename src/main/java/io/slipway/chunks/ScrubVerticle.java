package io.slipway.chunks;

import io.slipway.bus.Bus;
import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Scrub;
import io.slipway.seal.Verifier;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/** Checks what is kept when asked to; one check at a time on a node. */
public final class ScrubVerticle extends VerticleBase {
    private static final Scrub.Report NONE = new Scrub.Report(false, 0, 0, 0, 0, List.of(), null);

    private final Bus bus;
    private final Digest operator;
    private Scrubber last;

    /** @param operator SHA-256 of the operator's capability */
    public ScrubVerticle(Bus bus, Digest operator) {
        this.bus = bus;
        this.operator = operator;
    }

    @Override
    public Future<?> start() {
        return Future.all(
                bus.serve(Scrub.START, wish -> Future.succeededFuture(begin(wish))), bus.serve(Scrub.LOOK, question -> {
                    admit(question.proof());
                    return Future.succeededFuture(report());
                }));
    }

    private void admit(Digest proof) {
        if (!Verifier.matches(operator, proof)) {
            throw new Problem(ProblemCode.NOT_FOUND, "there is nothing here, or not for you");
        }
    }

    private Scrub.Report begin(Scrub.Start wish) {
        admit(wish.proof());
        if (wish.bytesPerSecond() < Scrub.MIN_RATE || wish.bytesPerSecond() > Scrub.MAX_RATE) {
            throw new Problem(
                    ProblemCode.BAD_REQUEST,
                    "a scrub reads " + Scrub.MIN_RATE + " to " + Scrub.MAX_RATE + " bytes per second");
        }
        if (report().running()) {
            throw new Problem(ProblemCode.CONFLICT, "a scrub is running already");
        }
        last = new Scrubber(vertx, bus, wish);
        last.run();
        return last.report();
    }

    private Scrub.Report report() {
        return last == null ? NONE : last.report();
    }
}
