package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Assembly.Run;
import io.slipway.cli.live.BulkLine;
import io.slipway.cli.live.LivePeer;
import io.slipway.cli.live.Pull;
import io.slipway.model.Digest;
import io.slipway.seal.Slp1;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One stored file on its way from its sender to a receiver that loses one path after the other, at a random byte, and goes on by
 * another with the chunks it doesn't have. The last path is left to it.
 *
 * <pre>
 *  relay, received at node 1 ◀── cut ──▶ relay, received at node 2 ◀── cut ──▶ store
 * </pre>
 */
final class PathTrial {
    /** What may come again after a path was cut, of what had come: less than the chunk it was cut in. */
    static final long AGAIN = Slp1.SEALED_CHUNK_BYTES;
    /** What may be sent again: that chunk, and what was under way. */
    static final long SENT_AGAIN = AGAIN + Pull.CREDIT;

    private static final int MOST_CUTS = 3;
    /** Before another path is looked for where one couldn't be had, in ms. */
    private static final long PAUSE_MILLIS = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final LiveStage stage;
    private final KeptFile kept;
    private final NodeTalk store;
    private final SplittableRandom random;
    private final Token visitor;
    private final Assembly got;
    private final AtomicLong came = new AtomicLong();
    private final AtomicLong switches = new AtomicLong();
    private final long end = System.nanoTime() + PATIENCE.toNanos();
    private long sent;
    private long fromStore;
    private int relays;
    private LivePeer sender;
    private LivePeer receiver;

    /** How a path is cut. */
    enum Cut {
        RECEIVER_SOCKET,
        SENDER_SOCKET,
        CANCELLED
    }

    /** How a path ended. */
    private enum End {
        /** With the file whole. */
        WHOLE,
        /** Before that. */
        CUT,
        /** It never began. */
        NO_WAY
    }

    /**
     * How it went.
     *
     * @param digest of what was put together
     * @param switches paths that ended before the file was whole
     * @param came bytes that the receiver took, some of them again
     * @param sent bytes that senders and the store sent
     * @param relays how many of the paths were relays
     */
    record Journey(Digest digest, long switches, long came, long sent, int relays) {}

    /** @param store by way of which the file was stored */
    PathTrial(LiveStage stage, KeptFile kept, NodeTalk store, long seed) {
        this.stage = stage;
        this.kept = kept;
        this.store = store;
        this.random = new SplittableRandom(seed);
        this.visitor = Token.random(stage.random);
        this.got = new Assembly(kept);
    }

    /** @throws TimeoutException if it doesn't get there */
    Journey run() throws Exception {
        try {
            int cuts = random.nextInt(1, MOST_CUTS + 1);
            int path = random.nextInt(stage.nodes() + 1);
            while (!got.isWhole()) {
                if (System.nanoTime() > end) {
                    throw new TimeoutException("after " + switches + " switches there is " + got);
                }
                long left = got.bytesLeft();
                long after = cuts-- > 0 ? random.nextLong(left) + 1 : Long.MAX_VALUE;
                End how = go(path, after);
                if (how != End.WHOLE) {
                    switches.addAndGet(how == End.CUT ? 1 : 0);
                    cuts += how == End.NO_WAY ? 1 : 0;
                    path = (path + random.nextInt(1, stage.nodes() + 1)) % (stage.nodes() + 1);
                }
            }
            return new Journey(got.digest(), switches.get(), came.get(), sent + fromStore, relays);
        } finally {
            leave();
        }
    }

    /** @param path the node of the receiver's bulk socket; the one after the last: the store. @return how it ended */
    private End go(int path, long cutAfter) throws Exception {
        return path == stage.nodes() ? fetch(cutAfter) : relay(path, cutAfter);
    }

    private End fetch(long cutAfter) throws Exception {
        long left = cutAfter;
        while (!got.isWhole()) {
            Run run = got.missing(random);
            long from = got.position(run.from());
            int most = (int) Math.min(left, got.position(run.to()) - from);
            byte[] bytes = store.part(kept, visitor, from, got.position(run.to()) - 1, most)
                    .bytes();
            came.addAndGet(bytes.length);
            fromStore += bytes.length;
            left -= bytes.length;
            int at = 0;
            for (int chunk = run.from(); chunk < run.to(); chunk++) {
                int length = (int) (got.position(chunk + 1) - got.position(chunk));
                if (at + length > bytes.length) {
                    return bytes.length == 0 ? noWay() : End.CUT;
                }
                got.keep(chunk, Arrays.copyOfRange(bytes, at, at + length));
                at += length;
            }
        }
        return End.WHOLE;
    }

    private End relay(int node, long cutAfter) throws Exception {
        try {
            meet();
            BulkLine out = LiveStage.await(stage.out(sender, random.nextInt(stage.nodes())));
            out.serve(new KeptSource(kept));
            BulkLine in = LiveStage.await(stage.in(receiver, node));
            relays++;
            try {
                return pull(out, in, cutAfter);
            } finally {
                sent += out.sent();
                out.close();
                in.close();
            }
        } catch (ExecutionException noWay) {
            // A node that is away, or doesn't know the two any more: the next path is another.
            return noWay();
        }
    }

    private static End noWay() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        return End.NO_WAY;
    }

    private End pull(BulkLine out, BulkLine in, long cutAfter) throws Exception {
        Cutting cutting = new Cutting(out, in, cutAfter, Cut.values()[random.nextInt(Cut.values().length)]);
        while (!got.isWhole()) {
            Run run = got.missing(random);
            Pull.Wish wish = new Pull.Wish(sender.id(), kept.file(), got.position(run.from()), got.position(run.to()));
            Pull pull = Pull.begin(in, wish, cutting, stage.random);
            cutting.pull = pull;
            try {
                LiveStage.done(pull.done());
            } catch (ExecutionException cut) {
                return End.CUT;
            }
        }
        return End.WHOLE;
    }

    /** Takes what comes, until so much came; then it cuts the path. */
    private final class Cutting implements Pull.Taker {
        private final BulkLine out;
        private final BulkLine in;
        private final Cut cut;
        private long left;
        private volatile Pull pull;

        private Cutting(BulkLine out, BulkLine in, long after, Cut cut) {
            this.out = out;
            this.in = in;
            this.left = after;
            this.cut = cut;
        }

        @Override
        public Future<Void> take(long index, byte[] sealed) {
            got.keep((int) index, sealed);
            return Future.succeededFuture();
        }

        @Override
        public void came(int bytes) {
            came.addAndGet(bytes);
            boolean cutNow = left > 0 && left <= bytes;
            left -= bytes;
            if (cutNow) {
                switch (cut) {
                    case RECEIVER_SOCKET -> in.close();
                    case SENDER_SOCKET -> out.close();
                    case CANCELLED -> pull.cancel();
                }
            }
        }

        @Override
        public void restarted() {
            switches.incrementAndGet();
        }
    }

    /** Whoever lost its signal socket comes again, as it was if its node still knows it; else both meet anew. */
    private void meet() throws Exception {
        if (sender != null && receiver != null) {
            try {
                sender = here(sender);
                receiver = here(receiver);
                return;
            } catch (ExecutionException lost) {
                // They meet anew.
            }
        }
        leave();
        String room = LivePeer.newRoom(stage.random);
        sender = LiveStage.await(stage.sender(random.nextInt(stage.nodes()), room));
        receiver = LiveStage.await(stage.receiver(random.nextInt(stage.nodes()), room));
    }

    private LivePeer here(LivePeer peer) throws Exception {
        if (!peer.closed().isComplete()) {
            return peer;
        }
        LivePeer back = LiveStage.await(peer.again(stage.door(random.nextInt(stage.nodes()))));
        if (!back.isResumed()) {
            throw new ExecutionException("the peer isn't known any more", null);
        }
        return back;
    }

    private void leave() {
        for (LivePeer peer : new LivePeer[] {sender, receiver}) {
            if (peer != null) {
                peer.close();
            }
        }
        sender = null;
        receiver = null;
    }
}
