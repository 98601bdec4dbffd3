package io.slipway.edge.http;

import io.slipway.flow.ByteBudget;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Delivery;
import io.slipway.seal.SealException;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads chunks of one file in order, as they are asked for, and a few ahead. What is ahead is paid for from the budget; it
 * starts with one chunk and grows while somebody takes them, up to {@value #MAX_AHEAD}; when others wait for memory it
 * shrinks to one again. Of a file that is still arriving it waits for what isn't there, and pays for nothing meanwhile. Lives
 * on one event loop.
 */
final class ChunkReader implements Pieces {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkReader.class);

    /** Chunks read ahead at most, in runs of half as many. */
    static final int MAX_AHEAD = 8;

    private final Workbench bench;
    private final Source source;
    private final Stage stage;
    private final long last;
    private final ChunkFetcher fetcher;
    private final Deque<Run> ahead = new ArrayDeque<>();
    private boolean files;
    private Delivery.From from = Delivery.From.ANYWHERE;
    private long next;
    private int window = 1;
    private boolean closed;

    /**
     * @param proof of the capability to read; null for an open share
     * @param sealed how long which chunk is
     * @param copies how often a chunk is in memory until it is sent
     * @param known places of chunks that needn't be asked for; maybe none
     */
    record Source(ShareId share, FileId file, Digest proof, Layout sealed, int copies, Catalog.Locations known) {}

    /**
     * What the client gets of one chunk; closed when it was sent.
     *
     * @param lease null for what isn't in memory
     */
    record Piece(long chunk, Portion portion, ByteBudget.Lease lease) implements AutoCloseable {
        Piece(long chunk, Buffer bytes, ByteBudget.Lease lease) {
            this(chunk, new Portion.Held(bytes), lease);
        }

        /** Where nothing else was asked for. */
        Buffer bytes() {
            return ((Portion.Held) portion).bytes();
        }

        @Override
        public void close() {
            if (lease != null) {
                lease.close();
            }
        }
    }

    private static final class Run {
        private final long from;
        private final int count;
        private final List<LeaseLine.Turn> turns = new ArrayList<>();
        private Future<List<Portion>> ready;
        private int taken;
        private boolean dropped;

        private Run(long from, int count) {
            this.from = from;
            this.count = count;
        }

        private int left() {
            return count - taken;
        }

        /** Gives back what nobody has taken, as soon as nobody works on it. */
        private void drop() {
            dropped = true;
            List<LeaseLine.Turn> rest = List.copyOf(turns.subList(Math.min(taken, turns.size()), turns.size()));
            rest.forEach(LeaseLine.Turn::leave);
            ready.onComplete(
                    done -> rest.forEach(turn -> turn.lease().onComplete(ByteBudget.Lease::close, left -> {})));
        }
    }

    /** @param files whether chunks may be told by where they lie in files */
    ChunkReader(Workbench bench, Source source, Stage stage, boolean files, long first, long last) {
        this.bench = bench;
        this.source = source;
        this.fetcher = new ChunkFetcher(bench, source, stage.check(), last);
        this.stage = stage;
        this.files = files && stage.unseen();
        this.next = first;
        this.last = last;
    }

    @Override
    public Future<Piece> next() {
        fill();
        Run run = ahead.element();
        return run.ready.map(chunks -> {
            if (closed) {
                throw new Disconnected();
            }
            Piece piece = new Piece(
                    run.from + run.taken,
                    chunks.set(run.taken, null),
                    run.turns.isEmpty()
                            ? null
                            : run.turns.get(run.taken).lease().result());
            run.taken++;
            if (run.left() == 0) {
                ahead.remove(run);
            }
            window = bench.downloads().pressed() ? 1 : Math.min(MAX_AHEAD, window * 2);
            fill();
            return piece;
        });
    }

    /** Gives back what is ahead; from that chunk on it will be read again. */
    @Override
    public void giveBack(long chunk) {
        next = chunk;
        window = 1;
        drop();
    }

    @Override
    public void withoutFiles(long chunk) {
        files = false;
        from = Delivery.From.THE_LOG;
        giveBack(chunk);
    }

    @Override
    public void close() {
        closed = true;
        drop();
    }

    private void drop() {
        List<Run> dropped = List.copyOf(ahead);
        ahead.clear();
        dropped.forEach(Run::drop);
    }

    private void fill() {
        int room = window - ahead.stream().mapToInt(Run::left).sum();
        int longest = Math.min(Chunks.MAX_RUN, Math.max(1, window / 2));
        while (!closed && next <= last) {
            int count = (int) Math.min(longest, last - next + 1);
            if (fetcher.places().growing()) {
                int there = fetcher.places().known(next);
                if (there == 0 && !ahead.isEmpty()) {
                    return;
                }
                count = Math.max(1, Math.min(count, there));
            }
            if (!ahead.isEmpty() && (room < count || bench.downloads().pressed())) {
                return;
            }
            ahead.add(start(next, count));
            next += count;
            room -= count;
        }
    }

    private Run start(long first, int count) {
        Run run = new Run(first, count);
        run.ready = there(run)
                .compose(there -> lying(run))
                .compose(lying -> lying == null ? held(run) : Future.succeededFuture(lying));
        return run;
    }

    /** Chunks as they lie in a file; null if they don't, or may not be sent like that. */
    private Future<List<Portion>> lying(Run run) {
        if (!files || fetcher.places().growing()) {
            return Future.succeededFuture();
        }
        return fetcher.look(run.from, run.count).map(lying -> lying == null ? null : stage.cut(run.from, lying));
    }

    private Future<List<Portion>> held(Run run) {
        return pay(run).compose(granted -> delivered(run, from))
                .onFailure(failure -> tell(failure, run.from))
                .map(chunks -> {
                    List<Portion> portions = new ArrayList<>(chunks.size());
                    chunks.forEach(bytes -> portions.add(new Portion.Held(bytes)));
                    return portions;
                });
    }

    /** A copy that doesn't open is given up for what the log has. */
    private Future<List<Buffer>> delivered(Run run, Delivery.From where) {
        return fetcher.fetch(run.from, run.count, where).compose(fetched -> stage.deliver(run.from, fetched.chunks())
                .recover(failure -> fetched.copies() && failure instanceof SealException
                        ? delivered(run, Delivery.From.THE_LOG)
                        : Future.failedFuture(failure)));
    }

    /** Waits until the first chunk of a run is stored. */
    private Future<Void> there(Run run) {
        if (!fetcher.places().growing()) {
            return Future.succeededFuture();
        }
        long patience = bench.settings().timeouts().follow().toMillis();
        return bench.arrivals()
                .follow(source.share, patience, () -> fetcher.places().locate(run.from), () -> run.dropped)
                .mapEmpty();
    }

    private Future<Void> pay(Run run) {
        if (run.dropped) {
            return Future.failedFuture(new Disconnected());
        }
        List<Future<ByteBudget.Lease>> leases = new ArrayList<>(run.count);
        for (int i = 0; i < run.count; i++) {
            LeaseLine.Turn turn = bench.downloads().take((long) source.sealed.length(run.from + i) * source.copies);
            run.turns.add(turn);
            leases.add(turn.lease());
        }
        return Future.all(leases).mapEmpty();
    }

    private void tell(Throwable failure, long chunk) {
        if (failure instanceof SealException) {
            LOG.atError()
                    .addKeyValue(LogKeys.FILE_ID, source.file)
                    .addKeyValue(LogKeys.CHUNK, chunk)
                    .log("stored bytes don't open");
        }
    }
}
