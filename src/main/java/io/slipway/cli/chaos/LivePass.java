package io.slipway.cli.chaos;

import io.slipway.cli.live.Pull;
import io.slipway.seal.Randomness;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** One file through one relay, each chunk compared with what was sent. */
final class LivePass implements Pull.Taker {
    private final KeptFile kept;
    private final AtomicLong taken = new AtomicLong();

    /** Other bytes came than were sent. */
    static final class WrongBytes extends Exception {
        private static final long serialVersionUID = 1L;

        WrongBytes(long chunk) {
            super("chunk " + chunk + " came with other bytes");
        }
    }

    LivePass(KeptFile kept) {
        this.kept = kept;
    }

    /** Begins. @return done when all of it came and was right; else fails */
    Future<Void> through(LiveStage.Pair pair, Randomness random) {
        pair.out().serve(new KeptSource(kept));
        Pull.Wish wish = new Pull.Wish(pair.sender().id(), kept.file(), 0, kept.sealedSize());
        return Pull.begin(pair.in(), wish, this, random).done();
    }

    @Override
    public Future<Void> take(long index, byte[] sealed) {
        if (!Arrays.equals(sealed, kept.chunk(index))) {
            return Future.failedFuture(new WrongBytes(index));
        }
        taken.addAndGet(sealed.length);
        return Future.succeededFuture();
    }

    /** Bytes that came and were right so far. */
    long taken() {
        return taken.get();
    }
}
