package io.slipway.cli.live;

import io.slipway.cli.live.Inbound.Arrival;
import io.slipway.cli.live.LiveFrame.StreamName;
import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.seal.Randomness;
import io.slipway.seal.Slp1;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;

/**
 * A range of a file that is pulled over a bulk socket, chunk by chunk, until it was taken whole or its stream ends. What is missing of it
 * then may be pulled by another.
 */
public final class Pull {
    /** How far data may come beyond what was taken, in bytes. */
    public static final long CREDIT = Inbound.MAX_CREDIT;
    /** How often a receiver that waits says again how far data may come, in ms. */
    static final long AGAIN_MILLIS = 1_000;
    /** After so long without data another stream goes on for this one: what ends a stream may be lost. */
    static final long REOPEN_MILLIS = 3_000;
    /** How long data that may come may fail to, in ms. */
    static final long SILENCE_MILLIS = 10_000;

    private final BulkLine line;
    private final Wish wish;
    private final Taker taker;
    private final Randomness random;
    private final Inbound in;
    private final Promise<Void> done = Promise.promise();
    private StreamName stream;
    private long heardAt;
    private long openedAt;
    private long waiting;

    /**
     * What is wanted.
     *
     * @param sender who has it
     * @param from the start of a chunk
     * @param end the first byte after a chunk
     */
    public record Wish(PeerId sender, FileId file, long from, long end) {}

    /** Takes whole sealed chunks, in their order. Called on the socket's event loop. */
    public interface Taker {
        /** More comes when the future is done; a failure ends the stream with {@code BROKEN}, and the pull. */
        Future<Void> take(long index, byte[] sealed);

        /** Bytes came, of a chunk that isn't whole yet or is by them. */
        default void came(int bytes) {
            // Only for those who count.
        }

        /** Another stream goes on for the one before, which fell silent: what came of the chunk that isn't whole comes again. */
        default void restarted() {
            // Only for those who count.
        }
    }

    /** The stream ended before the range was whole. */
    public static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient StreamCause cause;

        Broken(StreamCause cause) {
            super(cause.name());
            this.cause = cause;
        }

        public StreamCause cause() {
            return cause;
        }
    }

    private Pull(BulkLine line, Wish wish, Taker taker, Randomness random) {
        this.line = line;
        this.wish = wish;
        this.taker = taker;
        this.random = random;
        this.in = new Inbound(wish.from, wish.end);
    }

    /**
     * Begins to pull.
     *
     * @param random for the names of streams
     */
    public static Pull begin(BulkLine line, Wish wish, Taker taker, Randomness random) {
        Pull pull = new Pull(line, wish, taker, random);
        line.run(pull::begin);
        return pull;
    }

    private void begin() {
        long timer = line.doors().vertx().setPeriodic(AGAIN_MILLIS, now -> line.run(this::again));
        done.future().onComplete(over -> line.doors().vertx().cancelTimer(timer));
        heardAt = now();
        open();
    }

    private void open() {
        stream = StreamName.random(random);
        openedAt = now();
        line.add(stream, new End(stream));
        if (!done.future().isComplete()) {
            line.send(LiveFrame.open(stream, in.resumeAt(), wish.sender, wish.file, in.end(), in.limit()));
        }
    }

    private void reopen() {
        say(StreamCause.CANCELLED);
        line.remove(stream);
        in.restart();
        taker.restarted();
        open();
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** This side of one stream: those before it are of no interest any more. */
    private final class End implements BulkLine.Stream {
        private final StreamName id;

        private End(StreamName id) {
            this.id = id;
        }

        @Override
        public void heard(LiveFrame frame) {
            if (done.future().isComplete() || !id.equals(stream)) {
                return;
            }
            if (frame.kind() == LiveFrame.Kind.CLOSE) {
                fail(frame.cause());
            } else if (frame.kind() == LiveFrame.Kind.DATA) {
                arrived(frame);
            }
        }

        @Override
        public void lost() {
            fail(StreamCause.PEER_GONE);
        }
    }

    private void arrived(LiveFrame data) {
        heardAt = now();
        boolean wasMissing = in.isMissing();
        long chunk = in.resumeAt() / Slp1.SEALED_CHUNK_BYTES;
        Arrival arrival = in.data(data.position(), data.body());
        switch (arrival) {
            case BAD -> {
                say(StreamCause.CREDIT_VIOLATION);
                fail(StreamCause.CREDIT_VIOLATION);
            }
            case GAP -> {
                if (data.position() + data.body().length() == in.end()) {
                    reopen();
                } else if (!wasMissing) {
                    resume();
                }
            }
            case TAKEN -> taker.came(data.body().length());
            case WHOLE -> {
                taker.came(data.body().length());
                hand(chunk, in.whole());
            }
            case REPEATED -> {
                // It came before.
            }
        }
    }

    private void hand(long chunk, byte[] sealed) {
        waiting++;
        taker.take(chunk, sealed)
                .onComplete(
                        took -> line.run(() -> {
                            waiting--;
                            in.took(chunk);
                            if (in.isWhole() && waiting == 0) {
                                finish();
                            } else if (!in.isWhole()) {
                                grant();
                            }
                        }),
                        failure -> line.run(() -> {
                            say(StreamCause.BROKEN);
                            line.remove(stream);
                            done.tryFail(failure);
                        }));
    }

    /** Says again what may have been lost. */
    private void again() {
        if (done.future().isComplete() || !in.mayCome()) {
            heardAt = now();
            return;
        }
        long silence = now() - heardAt;
        if (silence >= SILENCE_MILLIS) {
            say(StreamCause.STALLED);
            fail(StreamCause.STALLED);
        } else if (now() - Math.max(heardAt, openedAt) >= REOPEN_MILLIS) {
            reopen();
        } else if (in.isMissing()) {
            resume();
        } else if (silence >= AGAIN_MILLIS) {
            grant();
        }
    }

    private void grant() {
        if (!done.future().isComplete()) {
            line.send(LiveFrame.grant(stream, in.limit()));
        }
    }

    private void resume() {
        grant();
        line.send(LiveFrame.resume(stream, in.resumeAt()));
    }

    private void say(StreamCause cause) {
        line.send(LiveFrame.close(stream, in.taken(), cause));
    }

    private void fail(StreamCause cause) {
        line.remove(stream);
        done.tryFail(new Broken(cause));
    }

    private void finish() {
        line.remove(stream);
        done.tryComplete();
    }

    /** Enough. The pull fails with {@code CANCELLED}, unless it is over. */
    public void cancel() {
        line.run(() -> {
            if (!done.future().isComplete()) {
                say(StreamCause.CANCELLED);
                fail(StreamCause.CANCELLED);
            }
        });
    }

    /** Done when the whole range was taken; fails with {@link Broken}, or as the taker did. */
    public Future<Void> done() {
        return done.future();
    }
}
