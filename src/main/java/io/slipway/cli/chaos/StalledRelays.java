package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Checker.Rule;
import io.slipway.cli.chaos.Checker.Violation;
import io.slipway.cli.chaos.LiveStage.Pair;
import io.slipway.cli.live.BulkLine;
import io.slipway.cli.live.LiveFrame;
import io.slipway.cli.live.LiveFrame.StreamName;
import io.slipway.cli.live.StreamCause;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Relays whose receivers asked for a file and then read nothing, while their senders send all they may. Some of the senders send more than
 * that in the end.
 */
final class StalledRelays implements AutoCloseable {
    /** How a node closes what breaks its rules. */
    static final int NOT_UNDERSTOOD = 4_400;
    /** Every so many a sender is greedy in the end. */
    static final int ONE_IS_GREEDY_OF = 8;

    /** More than any window, so that no sender comes to its end. */
    private static final long SIZE = 16L << 20;

    private static final long HOUR = 3_600_000;
    private static final int AT_ONCE = 16;
    private static final int LOOKS_ALIKE = 5;
    private static final long LOOK_MILLIS = 100;
    private static final long SETTLE_SECONDS = 30;

    private final LiveStage stage;
    private final KeptFile kept;
    private final KeptSource source;
    private final List<Stalled> relays = new ArrayList<>();

    /** One of them. */
    private record Stalled(Pair pair, StreamName stream) {
        /** One segment beyond what was granted. */
        void overdraw() {
            pair.out().send(LiveFrame.data(stream, pair.out().sent(), Buffer.buffer(new byte[LiveFrame.MAX_DATA])));
        }
    }

    StalledRelays(LiveStage stage, long seed) {
        this.stage = stage;
        this.kept = new KeptFile(SIZE, HOUR, seed);
        this.source = KeptSource.shared(kept);
    }

    /** Adds some, evenly between all pairs of nodes, and returns when no sender sends any more. */
    void stall(int count) throws Exception {
        int first = relays.size();
        for (int from = first; from < first + count; from += AT_ONCE) {
            List<Future<Stalled>> some = new ArrayList<>();
            for (int i = from; i < Math.min(first + count, from + AT_ONCE); i++) {
                some.add(stage.pair(i, i / stage.nodes(), true).map(this::stalled));
            }
            for (Future<Stalled> one : some) {
                relays.add(LiveStage.await(one));
            }
        }
        settle();
    }

    /** It grants all of the file at once, so that nothing but the nodes' own bounds holds the sender back. */
    private Stalled stalled(Pair pair) {
        pair.out().serve(source);
        StreamName stream = StreamName.random(stage.random);
        pair.in()
                .send(LiveFrame.open(stream, 0, pair.sender().id(), kept.file(), kept.sealedSize(), kept.sealedSize()));
        pair.in().pause();
        return new Stalled(pair, stream);
    }

    private void settle() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
        long before = -1;
        for (int alike = 0; alike < LOOKS_ALIKE && System.nanoTime() < end; ) {
            long now = sent();
            alike = now == before ? alike + 1 : 0;
            before = now;
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    int count() {
        return relays.size();
    }

    /** Bytes that all senders have sent. */
    long sent() {
        return relays.stream().mapToLong(one -> one.pair.out().sent()).sum();
    }

    /** How many of their senders a node has sent nothing to, or away. */
    long idle() {
        return relays.stream().filter(one -> one.pair.out().sent() == 0).count();
    }

    /** Has some of the senders send one frame more than they may, each once. @return what should not have come of it */
    List<Violation> overdraw() throws InterruptedException {
        List<Violation> found = new ArrayList<>();
        List<Stalled> greedy = new ArrayList<>();
        for (int i = 0; i < relays.size(); i += ONE_IS_GREEDY_OF) {
            greedy.add(relays.get(i));
        }
        greedy.forEach(Stalled::overdraw);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
        for (Stalled one : greedy) {
            Future<BulkLine.Ended> ended = one.pair.out().ended();
            while (!ended.isComplete() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            if (!ended.isComplete()) {
                found.add(new Violation(Rule.UNPUNISHED, "a greedy sender's socket is still open"));
            } else if (ended.result().code() != NOT_UNDERSTOOD
                    || !ended.result().reason().equals(StreamCause.CREDIT_VIOLATION.name())) {
                found.add(new Violation(Rule.UNPUNISHED, "a greedy sender's socket ended as " + ended.result()));
            }
        }
        return found;
    }

    /** How many are greedy in the end. */
    int greedy() {
        return (relays.size() + ONE_IS_GREEDY_OF - 1) / ONE_IS_GREEDY_OF;
    }

    @Override
    public void close() {
        relays.forEach(one -> one.pair.close());
        relays.clear();
    }
}
