package io.slipway.edge.http;

import io.slipway.flow.ByteBudget;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
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
    /** Places asked for at once. */
    static final int MAX_PLACES = 1_024;

    private final Workbench bench;
    private final Source source;
    private final Stage stage;
    private final long last;
    private final Deque<Run> ahead = new ArrayDeque<>();
    private Future<Catalog.Locations> locating = Future.succeededFuture();
    private Catalog.Locations page;
    private boolean growing;
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

    /** What the client gets of one chunk; closed when it was sent. */
    record Piece(long chunk, Buffer bytes, ByteBudget.Lease lease) implements AutoCloseable {
        @Override
        public void close() {
            lease.close();
        }
    }

    private static final class Run {
        private final long from;
        private final int count;
        private final List<LeaseLine.Turn> turns = new ArrayList<>();
        private Future<List<Buffer>> ready;
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

    ChunkReader(Workbench bench, Source source, Stage stage, long first, long last) {
        this.bench = bench;
        this.source = source;
        this.page = source.known;
        this.growing = source.known.growing();
        this.stage = stage;
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
                    run.turns.get(run.taken).lease().result());
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
    public void giveBack(long from) {
        next = from;
        window = 1;
        drop();
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
            if (growing) {
                int there = known(next);
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

    private Run start(long from, int count) {
        Run run = new Run(from, count);
        run.ready = there(run)
                .compose(there -> pay(run))
                .compose(granted -> read(from, count, new ArrayList<>(count)))
                .compose(chunks -> stage.deliver(from, chunks).onFailure(failure -> tell(failure, from)));
        return run;
    }

    /** Waits until the first chunk of a run is stored. */
    private Future<Void> there(Run run) {
        if (!growing) {
            return Future.succeededFuture();
        }
        long patience = bench.settings().timeouts().follow().toMillis();
        return bench.arrivals()
                .follow(source.share, patience, () -> locate(run.from), () -> run.dropped)
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

    private void tell(Throwable failure, long from) {
        if (failure instanceof SealException) {
            LOG.atError()
                    .addKeyValue(LogKeys.FILE_ID, source.file)
                    .addKeyValue(LogKeys.CHUNK, from)
                    .log("stored bytes don't open");
        }
    }

    private Future<List<Buffer>> read(long from, int count, List<Buffer> chunks) {
        return locate(from)
                .compose(places -> {
                    List<ChunkLocation> run = places.subList(0, Math.min(count, places.size()));
                    return ask(from, run).recover(failure -> again(failure, from, run.size()));
                })
                .compose(some -> {
                    chunks.addAll(some);
                    return some.size() == count
                            ? Future.succeededFuture(chunks)
                            : read(from + some.size(), count - some.size(), chunks);
                });
    }

    /** A chunk that isn't where it was may have been moved: the index is asked once more. */
    private Future<List<Buffer>> again(Throwable failure, long from, int count) {
        if (failure instanceof Problem problem && problem.code() == ProblemCode.NOT_FOUND) {
            page = null;
            return locate(from)
                    .compose(places -> ask(from, places.subList(0, Math.min(count, places.size()))))
                    .recover(twice -> Future.failedFuture(
                            twice instanceof Problem lost && lost.code() == ProblemCode.NOT_FOUND
                                    ? new Problem(ProblemCode.DAMAGED, "a stored chunk is not where it should be")
                                    : twice));
        }
        return Future.failedFuture(failure);
    }

    private Future<List<Buffer>> ask(long from, List<ChunkLocation> places) {
        return bench.bus()
                .request(Chunks.READ, new Chunks.Read(source.file, from, List.copyOf(places), stage.check()))
                .map(answer -> {
                    List<Buffer> chunks = answer.chunks();
                    boolean fits = chunks.size() == places.size();
                    for (int i = 0; fits && i < chunks.size(); i++) {
                        fits = chunks.get(i).length() == source.sealed.length(from + i);
                    }
                    if (!fits) {
                        throw new Problem(ProblemCode.DAMAGED, "the stored bytes are not what was stored");
                    }
                    return chunks;
                });
    }

    /** Of how many chunks from one on the places are known. */
    private int known(long from) {
        boolean here = page != null
                && from >= page.from()
                && from < page.from() + page.locations().size();
        return here ? (int) (page.from() + page.locations().size() - from) : 0;
    }

    /** The places of a chunk and of those after it, as far as they are known. */
    private Future<List<ChunkLocation>> locate(long from) {
        if (known(from) > 0) {
            return Future.succeededFuture(page.locations()
                    .subList((int) (from - page.from()), page.locations().size()));
        }
        if (!locating.isComplete()) {
            return locating.compose(done -> locate(from));
        }
        int count = (int) Math.min(MAX_PLACES, last - from + 1);
        locating = bench.bus()
                .request(Catalog.LOCATE, new Catalog.Locate(source.share, source.file, source.proof, from, count));
        return locating.compose(found -> {
            if (found.from() != from || found.locations().isEmpty()) {
                return Future.failedFuture(
                        new Problem(ProblemCode.UNAVAILABLE, "the index of this file isn't shown yet; try again"));
            }
            page = found;
            growing = found.growing();
            return locate(from);
        });
    }
}
