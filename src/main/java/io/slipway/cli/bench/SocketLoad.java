package io.slipway.cli.bench;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** So many messages a second between clients of one server, evenly, each timed from being said to being heard. */
final class SocketLoad {
    /** Of all clients together. */
    static final int PER_SECOND = 2_000;

    private static final long TICK_MILLIS = 1;
    private static final long PATIENCE_SECONDS = 30;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Crowd crowd;
    private final double[] latencies;
    private final AtomicInteger heard = new AtomicInteger();
    private final Promise<Void> all = Promise.promise();
    private long started;
    private int said;

    /** Clients who talk in pairs. */
    interface Crowd {
        int size();

        /** Has a client say a number to its other one. */
        void say(int client, long number);

        /** Who hears what is said, whichever client it is said to, from now on; called on any thread. */
        void listen(LongConsumer ear);
    }

    private SocketLoad(Crowd crowd, int messages) {
        this.crowd = crowd;
        this.latencies = new double[messages];
    }

    /** @throws IOException if a message isn't heard */
    static Rival.Work run(Vertx vertx, Crowd crowd, int messages) throws Exception {
        SocketLoad load = new SocketLoad(crowd, messages);
        crowd.listen(load::heard);
        load.started = System.nanoTime();
        long ticks = vertx.setPeriodic(TICK_MILLIS, tick -> load.say());
        try {
            long most = messages / PER_SECOND + PATIENCE_SECONDS;
            load.all.future().toCompletionStage().toCompletableFuture().get(most, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("of " + messages + " messages only " + load.heard + " were heard", e);
        } finally {
            vertx.cancelTimer(ticks);
            crowd.listen(late -> {});
        }
        return Rival.Work.since(load.started, 0, load.latencies);
    }

    /** As many as are due by now. */
    private void say() {
        long due = (System.nanoTime() - started) * PER_SECOND / TimeUnit.SECONDS.toNanos(1);
        while (said < Math.min(due, latencies.length)) {
            crowd.say(said++ % crowd.size(), System.nanoTime());
        }
    }

    private void heard(long number) {
        int index = number < started ? latencies.length : heard.getAndIncrement();
        if (index < latencies.length) {
            latencies[index] = (System.nanoTime() - number) / NANOS_PER_MILLI;
            if (index == latencies.length - 1) {
                all.tryComplete();
            }
        }
    }
}
