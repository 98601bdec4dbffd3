package io.slipway.expiry;

import io.slipway.bus.Bus;
import io.slipway.model.BucketId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Expiry;
import io.slipway.protocol.Space;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actor that sweeps, now and then and when asked. One sweep at a time on a node. */
public final class ExpiryVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryVerticle.class);
    /** Entities ended in one page. */
    static final int PAGE = 100;
    /** Pages in one sweep; what is left waits for the next. */
    static final int MAX_PAGES = 1000;
    /** The pause between two upkeeps: several within the time after which a segment of the log of keys rolls. */
    public static final Duration UPKEEP_EVERY = Duration.ofMinutes(2);

    private final Bus bus;
    private final Duration every;
    private final Duration upkeepEvery;
    private final Supplier<Future<Void>> upkeep;
    private final Mover mover;
    private Future<Expiry.SweepReport> running;
    private Future<Integer> moving;

    /**
     * @param every the pause between two sweeps
     * @param upkeepEvery {@link #UPKEEP_EVERY}, but in tests
     * @param upkeep what else is done now and then: rolling quiet segments of the log
     */
    public ExpiryVerticle(Bus bus, Duration every, Duration upkeepEvery, Supplier<Future<Void>> upkeep) {
        this.upkeepEvery = upkeepEvery;
        this.bus = bus;
        this.mover = new Mover(bus);
        this.every = every;
        this.upkeep = upkeep;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(every.toMillis(), timer -> sweep().onFailure(failure -> LOG.atWarn()
                .addKeyValue("failure", failure.getMessage())
                .log("a sweep ended early; the next one goes on")));
        vertx.setPeriodic(upkeepEvery.toMillis(), timer -> upkeep.get().onFailure(failure -> LOG.atWarn()
                .addKeyValue("failure", failure.getMessage())
                .log("upkeep of the log failed; it is tried again")));
        vertx.setPeriodic(every.toMillis(), timer -> moves().onFailure(failure -> LOG.atWarn()
                .addKeyValue("failure", failure.getMessage())
                .log("moves ended early; the next sweep goes on")));
        return bus.serve(Expiry.SWEEP_NOW, question -> moves().compose(moved -> sweep().map(report ->
                new Expiry.SweepReport(report.removed(), report.repaired(), report.dropped(), moved))));
    }

    /** Moves take as long as they take; the sweep doesn't wait for them. */
    private Future<Integer> moves() {
        if (moving == null || moving.isComplete()) {
            moving = bus.request(Chunks.LIST, new Chunks.ListBuckets()).compose(list -> mover.move(list.buckets()));
        }
        return moving;
    }

    private Future<Expiry.SweepReport> sweep() {
        if (running == null || running.isComplete()) {
            running = pages(new Expiry.SweepReport(0, 0, 0, 0), MAX_PAGES).compose(this::buckets);
        }
        return running;
    }

    private Future<Expiry.SweepReport> pages(Expiry.SweepReport sofar, int left) {
        return bus.request(Catalog.SWEEP, new Catalog.Sweep(PAGE)).compose(swept -> {
            Expiry.SweepReport report = new Expiry.SweepReport(
                    sofar.removed() + swept.removed(), sofar.repaired() + swept.repaired(), sofar.dropped(), 0);
            return swept.more() && left > 1 ? pages(report, left - 1) : Future.succeededFuture(report);
        });
    }

    private Future<Expiry.SweepReport> buckets(Expiry.SweepReport sofar) {
        return bus.request(Chunks.LIST, new Chunks.ListBuckets())
                .compose(list -> bus.request(Catalog.EMPTIED, new Catalog.FindEmptied(list.buckets())))
                .compose(emptied -> drop(emptied.buckets(), 0))
                .map(dropped -> new Expiry.SweepReport(sofar.removed(), sofar.repaired(), dropped, 0));
    }

    private Future<Integer> drop(List<BucketId> buckets, int at) {
        if (at == buckets.size()) {
            return Future.succeededFuture(at);
        }
        LOG.atInfo().addKeyValue("bucket", buckets.get(at)).log("a bucket's time has passed: deleting it");
        return bus.request(Space.CLOSE, new Space.CloseBucket(buckets.get(at)))
                .compose(closed -> bus.request(Chunks.DROP, new Chunks.DropBucket(buckets.get(at))))
                .compose(dropped -> drop(buckets, at + 1));
    }
}
