package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.cli.live.Pull;
import io.slipway.cli.live.StreamCause;
import io.slipway.cli.room.Talk;
import io.slipway.seal.Randomness;
import io.slipway.seal.Sizes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The chunks that a sender has of a file, pulled through the nodes. Of a live share there is no other source: a sender that is away is waited
 * for, and a stream that broke is followed by another one, at the first chunk that wasn't handed out.
 */
final class RelaySource implements ChunkSource {
    /** How long before a stream that broke is followed by another one, with nothing come by it. */
    static final Duration AGAIN = Duration.ofSeconds(1);

    private static final String PATH = "relay";
    private static final double NANOS = 1e9;
    private static final long LOOK_MILLIS = 500;

    private final LiveReceiving live;
    private final Line line;
    private final Throttle throttle;
    private final OpenedFile file;
    private final Progress progress;
    private final Randomness randomness;
    private final Pauses pauses;
    /** A chunk came by it that didn't open. */
    private volatile boolean givesRubbish;

    private long had;
    private long came;
    private long begunAt;

    RelaySource(
            LiveReceiving live,
            Line line,
            Throttle throttle,
            OpenedFile file,
            Progress progress,
            Randomness randomness,
            Pauses pauses) {
        this.live = live;
        this.line = line;
        this.throttle = throttle;
        this.file = file;
        this.progress = progress;
        this.randomness = randomness;
        this.pauses = pauses;
        this.begunAt = pauses.nanos();
    }

    @Override
    public void fetch(long from, long to, Taker taker) throws Stopped, InterruptedException {
        long next = from;
        int attempt = 0;
        while (next <= to) {
            LiveReceiving.Way way = live.way(attempt, line, progress::note);
            Draw draw = new Draw(next, to, taker);
            StreamCause cause = draw.through(way);
            attempt = draw.next > next ? 0 : attempt + 1;
            next = draw.next;
            if (cause == StreamCause.SOURCE_CHANGED) {
                throw new Stopped(
                        ExitCode.REFUSED,
                        "a file has changed at its sender since it was offered: ask for another link. What came is kept");
            }
            if (cause != null && attempt > 0) {
                line.pause(AGAIN);
            }
        }
    }

    /**
     * Fetches what a sender of a kept share can give just now.
     *
     * @return the first chunk that wasn't handed out: {@code from} where there is no sender, {@code to + 1} after all of them
     */
    long fetchNow(long from, long to, Taker taker) throws Stopped, InterruptedException {
        Optional<LiveReceiving.Way> way = givesRubbish ? Optional.empty() : live.wayNow(file.id());
        if (way.isEmpty()) {
            return from;
        }
        Draw draw = new Draw(from, to, taker);
        try {
            StreamCause cause = draw.through(way.get());
            if (cause != null && draw.next == from) {
                line.pause(AGAIN);
            }
        } catch (Stopped stopped) {
            if (stopped.exitCode() != ExitCode.DAMAGED) {
                throw stopped;
            }
            // What the store has may be better.
            givesRubbish = true;
        }
        return draw.next;
    }

    /** Whether a sender can give something just now. */
    boolean canFetchNow() {
        return !givesRubbish && live.wayNow(file.id()).isPresent();
    }

    /** What a sender said as the seal; null: nothing yet. */
    byte[] sealNow() {
        return live.sealNow(file.id());
    }

    /** What has come, or how it ended. @param sealed null at the end. @param end null: all came */
    private record Piece(long chunk, byte[] sealed, Promise<Void> taken, StreamCause end) {}

    /** One stream. */
    private final class Draw implements Pull.Taker {
        private final long to;
        private final Taker taker;
        /** At most as many as there is credit for. */
        private final LinkedBlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();

        private long next;

        private Draw(long from, long to, Taker taker) {
            this.next = from;
            this.to = to;
            this.taker = taker;
        }

        @Override
        public Future<Void> take(long index, byte[] sealed) {
            Promise<Void> taken = Promise.promise();
            pieces.add(new Piece(index, sealed, taken, null));
            return taken.future();
        }

        /** @return null: all of it was taken */
        private StreamCause through(LiveReceiving.Way way) throws Stopped, InterruptedException {
            long end = Sizes.sealedOffset(to) + Sizes.sealedLength(to, file.size());
            Pull.Wish wish = new Pull.Wish(way.sender(), file.id(), Sizes.sealedOffset(next), end);
            Pull pull = Pull.begin(way.line(), wish, this, randomness);
            pull.done()
                    .onComplete(
                            all -> pieces.add(new Piece(-1, null, null, null)),
                            failure -> pieces.add(new Piece(-1, null, null, causeOf(failure))));
            try {
                while (true) {
                    line.check();
                    Piece piece = pieces.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    if (piece != null && piece.sealed == null) {
                        return piece.end;
                    }
                    if (piece != null) {
                        take(piece);
                    }
                }
            } finally {
                pull.cancel();
            }
        }

        private void take(Piece piece) throws Stopped, InterruptedException {
            boolean taken = false;
            try {
                throttle.take(piece.sealed.length);
                taker.take(piece.chunk, piece.sealed, piece.sealed.length);
                taken = true;
            } finally {
                if (taken) {
                    piece.taken.complete();
                } else {
                    piece.taken.fail("not taken");
                }
            }
            line.moved();
            next = piece.chunk + 1;
            tell(Sizes.plaintextLength(piece.chunk, file.size()));
        }
    }

    private static StreamCause causeOf(Throwable failure) {
        return failure instanceof Pull.Broken broken ? broken.cause() : StreamCause.BROKEN;
    }

    private synchronized void tell(int bytes) {
        came += bytes;
        long rate = (long) (came * NANOS / Math.max(1, pauses.nanos() - begunAt));
        live.tellProgress(new Talk.Progress(file.id(), had + came, rate, PATH));
    }

    @Override
    public synchronized void had(long bytes) {
        had = bytes;
        begunAt = pauses.nanos();
    }

    @Override
    public byte[] seal() throws Stopped, InterruptedException {
        return live.seal(file.id(), line, progress::note);
    }

    @Override
    public void verified() {
        live.tell(new Talk.Verified(file.id()));
    }
}
