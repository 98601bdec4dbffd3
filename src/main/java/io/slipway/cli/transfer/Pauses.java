package io.slipway.cli.transfer;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The time that passes and may be waited for, so that tests needn't. */
interface Pauses {
    /** The machine's. */
    Pauses SYSTEM = new Pauses() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }

        @Override
        public double chance() {
            return ThreadLocalRandom.current().nextDouble();
        }
    };

    /** Since some moment; only differences mean something. */
    long nanos();

    void sleep(long nanos) throws InterruptedException;

    /** 0 … 1, to keep clients from asking in step. */
    double chance();
}
