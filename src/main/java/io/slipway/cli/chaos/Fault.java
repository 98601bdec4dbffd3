package io.slipway.cli.chaos;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** What may go wrong with one connection. Positions are bytes of one way, counted from the beginning of the connection. */
public sealed interface Fault {
    /** The ways that bytes go. */
    enum Way {
        /** From the client to the server. */
        UP,
        /** From the server to the client. */
        DOWN
    }

    /** Nothing. */
    record None() implements Fault {}

    /** When so many bytes have gone one way, both sides get a reset (RFC 9293, section 3.10.7). */
    record Reset(Way way, long at) implements Fault {}

    /** When so many bytes have gone one way, both sides see an orderly end. */
    record Cut(Way way, long at) implements Fault {}

    /** When so many bytes have gone one way, one bit of the next one is another. */
    record Flip(Way way, long at) implements Fault {}

    /** When so many bytes have gone one way, the next one takes its time. */
    record Delay(Way way, long at, Duration length) implements Fault {}

    /** When so many bytes have gone one way, no more of them do, although the connection stands. */
    record HalfOpen(Way way, long at) implements Fault {}

    /**
     * When the server begins to answer, all that the client sent until then, but at most {@link FaultProxy#MAX_REPLAY}, is sent to
     * it once more on a connection of its own, whose answer nobody reads.
     */
    record Duplicate() implements Fault {}

    /** So many bytes per second each way, no more. */
    record Narrow(long bytesPerSecond) implements Fault {}

    /**
     * Drops, repeats or delays a connection of so many, at a random byte; the others are left alone.
     *
     * @param share how many of them, 0 … 1
     * @param bytes within how many the fault happens
     * @param longest a delay
     */
    static Fault dropRepeatOrDelay(RandomGenerator random, double share, long bytes, Duration longest) {
        if (random.nextDouble() >= share) {
            return new None();
        }
        Way way = random.nextBoolean() ? Way.UP : Way.DOWN;
        // Answers are short: what shall happen on their way must happen early.
        long at = way == Way.UP ? random.nextLong(bytes) : random.nextLong(Math.min(bytes, 512));
        return switch (random.nextInt(4)) {
            case 0 -> new Reset(way, at);
            case 1 -> new Cut(way, at);
            case 2 -> new Duplicate();
            default ->
                new Delay(way, at, longest.multipliedBy(random.nextInt(1, 101)).dividedBy(100));
        };
    }
}
