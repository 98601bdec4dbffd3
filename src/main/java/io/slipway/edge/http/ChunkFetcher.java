package io.slipway.edge.http;

import io.slipway.model.ChunkLocation;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Delivery;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Gets chunks of one file by their numbers, wherever they lie. Lives on one event loop. */
final class ChunkFetcher {
    private final Workbench bench;
    private final ChunkReader.Source source;
    private final Chunks.Check check;
    private final Places places;

    /**
     * @param check how it is made sure that they are what was stored
     * @param last the last chunk that will be asked for
     */
    ChunkFetcher(Workbench bench, ChunkReader.Source source, Chunks.Check check, long last) {
        this.bench = bench;
        this.source = source;
        this.check = check;
        this.places = new Places(bench, source, last);
    }

    Places places() {
        return places;
    }

    /** Where chunks lie as bytes of a file, if all of them do; else null, as when that can't be found out. */
    Future<List<Portion>> look(long from, int count) {
        return places.locate(from)
                .compose(there -> there.size() < count
                        ? Future.succeededFuture(new Delivery.Seen(null))
                        : bench.bus()
                                .request(
                                        Delivery.LOOK,
                                        new Delivery.Look(source.share(), run(from, there.subList(0, count))))
                                .otherwise(new Delivery.Seen(null)))
                .map(seen -> seen.lying() == null ? null : portions(seen.lying(), from, count));
    }

    private List<Portion> portions(Delivery.Lying lying, long from, int count) {
        List<Portion> portions = new ArrayList<>(count);
        long at = lying.position();
        for (int i = 0; i < count; i++) {
            int length = source.sealed().length(from + i);
            portions.add(new Portion.Lying(lying.file(), at, length));
            at += length;
        }
        return portions;
    }

    /** Reads chunks. What it says of copies is true of some of them at least. */
    Future<Delivery.Fetched> fetch(long from, int count, Delivery.From where) {
        return fetch(from, count, where, new Delivery.Fetched(new ArrayList<>(count), false));
    }

    private Future<Delivery.Fetched> fetch(long from, int count, Delivery.From where, Delivery.Fetched before) {
        return places.locate(from)
                .compose(there -> {
                    List<ChunkLocation> run = there.subList(0, Math.min(count, there.size()));
                    return ask(from, run, where).recover(failure -> again(failure, from, run.size(), where));
                })
                .compose(some -> {
                    before.chunks().addAll(some.chunks());
                    Delivery.Fetched now = new Delivery.Fetched(before.chunks(), before.copies() || some.copies());
                    int more = some.chunks().size();
                    return more == count ? Future.succeededFuture(now) : fetch(from + more, count - more, where, now);
                });
    }

    /** A chunk that isn't where it was may have been moved: the index is asked once more. */
    private Future<Delivery.Fetched> again(Throwable failure, long from, int count, Delivery.From where) {
        if (failure instanceof Problem problem && problem.code() == ProblemCode.NOT_FOUND) {
            places.forget();
            return places.locate(from)
                    .compose(there -> ask(from, there.subList(0, Math.min(count, there.size())), where))
                    .recover(twice -> Future.failedFuture(
                            twice instanceof Problem lost && lost.code() == ProblemCode.NOT_FOUND
                                    ? new Problem(ProblemCode.DAMAGED, "a stored chunk is not where it should be")
                                    : twice));
        }
        return Future.failedFuture(failure);
    }

    private Future<Delivery.Fetched> ask(long from, List<ChunkLocation> there, Delivery.From where) {
        Chunks.Read run = run(from, there);
        // What is still arriving changes too much to be worth a copy.
        Future<Delivery.Fetched> answer = places.growing()
                ? bench.bus().request(Chunks.READ, run).map(read -> new Delivery.Fetched(read.chunks(), false))
                : bench.bus().request(Delivery.FETCH, new Delivery.Fetch(source.share(), run, where));
        return answer.map(fetched -> {
            List<Buffer> chunks = fetched.chunks();
            boolean fits = chunks.size() == there.size();
            for (int i = 0; fits && i < chunks.size(); i++) {
                fits = chunks.get(i).length() == source.sealed().length(from + i);
            }
            if (!fits) {
                throw new Problem(ProblemCode.DAMAGED, "the stored bytes are not what was stored");
            }
            return fetched;
        });
    }

    private Chunks.Read run(long from, List<ChunkLocation> there) {
        return new Chunks.Read(source.file(), from, List.copyOf(there), check);
    }
}
