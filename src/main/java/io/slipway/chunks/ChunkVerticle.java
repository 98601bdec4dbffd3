package io.slipway.chunks;

import io.slipway.bus.Bus;
import io.slipway.flow.ByteBudget;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Delivery;
import io.slipway.protocol.Events;
import io.slipway.seal.Digests;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Answers the addresses of {@link Chunks} from a {@link ChunkStore}, and those of {@link Delivery} with the help of a {@link ChunkCache}; bounds the bytes under way: those on their way
 * to the store and those read and not yet handed over. Who finds no room waits in a short line, then is told
 * {@code OVER_CAPACITY}.
 */
public final class ChunkVerticle extends VerticleBase {
    /** Bytes that may be on their way to the store; less than its producer holds, so that it never has to wait. */
    public static final long WRITE_BYTES = 16L * 1024 * 1024;

    /** Bytes that may be on their way from the store. */
    public static final long READ_BYTES = 32L * 1024 * 1024;

    /** What the smallest request counts as, so that bytes bound the number of requests as well. */
    static final long LEAST_BYTES = 16L * 1024;

    /** Requests that may wait for room, in each direction. */
    public static final int MAX_WAITING = 64;

    /** How often the cache is looked after. */
    private static final long TIDY_MILLIS = 1_000;

    /** How long one may wait for room. */
    private static final long WAIT_MILLIS = 5_000;

    private final ChunkStore store;
    private final Bus bus;
    private final ByteBudget writing;
    private final ByteBudget reading;
    private final ChunkCache cache;

    /**
     * @param store stays the caller's, to be closed when the verticle is undeployed
     * @param cache stays the caller's as well
     */
    public ChunkVerticle(ChunkStore store, ChunkCache cache, Bus bus) {
        this(store, cache, bus, new ByteBudget(WRITE_BYTES, MAX_WAITING), new ByteBudget(READ_BYTES, MAX_WAITING));
    }

    ChunkVerticle(ChunkStore store, ChunkCache cache, Bus bus, ByteBudget writing, ByteBudget reading) {
        this.store = store;
        this.cache = cache;
        this.bus = bus;
        this.writing = writing;
        this.reading = reading;
    }

    @Override
    public Future<?> start() {
        cache.start();
        if (cache.on()) {
            vertx.setPeriodic(TIDY_MILLIS, timer -> cache.tidy());
        }
        return Future.all(List.of(
                bus.serve(
                        Delivery.LOOK,
                        look -> Future.succeededFuture(new Delivery.Seen(cache.find(look.share(), look.run())))),
                bus.serve(Delivery.FETCH, this::fetch),
                bus.subscribe(Events.SHARE_ENDED, news -> cache.forget(news.id())),
                bus.subscribe(Events.SHARE_CHANGED, news -> {
                    if (news.revoked()) {
                        cache.forget(news.id());
                    }
                }),
                bus.serve(Chunks.APPEND, this::append),
                bus.serve(Chunks.READ, this::read),
                bus.serve(Chunks.COPY, this::copy),
                bus.serve(Chunks.END, q -> store.end(q.bucket(), q.partition()).map(Chunks.End::new)),
                bus.serve(Chunks.SCAN, store::scan),
                bus.serve(Chunks.DROP, this::drop),
                bus.serve(Chunks.LIST, q -> store.list().map(Chunks.BucketList::new))));
    }

    private Future<Chunks.Dropped> drop(Chunks.DropBucket wish) {
        cache.forget(wish.bucket());
        return store.drop(wish.bucket()).map(done -> new Chunks.Dropped(wish.bucket()));
    }

    private Future<Delivery.Fetched> fetch(Delivery.Fetch wish) {
        Chunks.Read run = wish.run();
        if (wish.from() == Delivery.From.THE_LOG) {
            cache.forget(run);
            return read(run).map(ChunkVerticle::fetched);
        }
        // Only who opens them notices a copy that isn't what it was.
        Delivery.Lying lying = run.check() == Chunks.Check.OPENING ? cache.find(wish.share(), run) : null;
        return lying == null
                ? fetchFromLog(wish)
                : within(reading, bytes(run), () -> vertx.executeBlocking(() -> cache.read(lying, run), false))
                        .map(copies -> new Delivery.Fetched(copies, true))
                        .recover(failure -> {
                            if (failure instanceof IOException) {
                                cache.forget(run);
                                return fetchFromLog(wish);
                            }
                            return Future.failedFuture(failure);
                        });
    }

    private Future<Delivery.Fetched> fetchFromLog(Delivery.Fetch wish) {
        Chunks.Read run = wish.run();
        ChunkCache.Wanted wanted = cache.used(wish.share(), run);
        Chunks.Check check = wanted.chunks().isEmpty() ? run.check() : Chunks.Check.DIGEST;
        return read(new Chunks.Read(run.fileId(), run.from(), run.locations(), check))
                .map(read -> {
                    for (long chunk : wanted.chunks()) {
                        int i = (int) (chunk - run.from());
                        cache.keep(
                                wanted,
                                run.fileId(),
                                chunk,
                                run.locations().get(i),
                                read.chunks().get(i));
                    }
                    return fetched(read);
                });
    }

    private static Delivery.Fetched fetched(Chunks.Bytes read) {
        return new Delivery.Fetched(read.chunks(), false);
    }

    private static long bytes(Chunks.Read run) {
        return run.locations().stream().mapToLong(ChunkLocation::length).sum();
    }

    private Future<Chunks.Appended> append(Chunks.Append chunk) {
        return within(writing, chunk.bytes().length(), () -> store.append(chunk).map(Chunks.Appended::new));
    }

    private Future<Chunks.Bytes> read(Chunks.Read run) {
        return within(reading, bytes(run), () -> store.read(run).map(Chunks.Bytes::new));
    }

    private Future<Chunks.Copies> copy(Chunks.Copy wish) {
        Chunks.Read run = wish.chunks();
        return read(run)
                .compose(read -> append(wish, read.chunks(), new ArrayList<>()))
                .compose(there -> read(new Chunks.Read(run.fileId(), run.from(), there))
                        .map(verified -> new Chunks.Copies(there)));
    }

    private Future<List<ChunkLocation>> append(Chunks.Copy wish, List<Buffer> chunks, List<ChunkLocation> there) {
        int n = there.size();
        if (n == chunks.size()) {
            return Future.succeededFuture(there);
        }
        Buffer bytes = Buffer.buffer(chunks.get(n).getBytes());
        return vertx.executeBlocking(() -> Digests.sha256(bytes.getBytes()), false)
                .compose(digest -> append(new Chunks.Append(
                        wish.chunks().fileId(),
                        wish.chunks().from() + n,
                        wish.bucket(),
                        wish.partition(),
                        0,
                        bytes,
                        digest)))
                .compose(appended -> {
                    there.add(appended.location());
                    return append(wish, chunks, there);
                });
    }

    private <T> Future<T> within(ByteBudget budget, long bytes, Supplier<Future<T>> work) {
        Promise<ByteBudget.Lease> promise = Promise.promise();
        ByteBudget.Ticket ticket = budget.take(Math.max(bytes, LEAST_BYTES), lease -> grant(promise, lease));
        if (ticket == null) {
            return Future.failedFuture(full());
        }
        long timer = vertx.setTimer(WAIT_MILLIS, late -> {
            ticket.leave();
            promise.tryFail(full());
        });
        return promise.future().onComplete(done -> vertx.cancelTimer(timer)).compose(lease -> Future.succeededFuture()
                .compose(go -> work.get())
                .onComplete(done -> lease.close()));
    }

    private void grant(Promise<ByteBudget.Lease> promise, ByteBudget.Lease lease) {
        context.runOnContext(here -> {
            if (!promise.tryComplete(lease)) {
                lease.close();
            }
        });
    }

    private static Problem full() {
        return new Problem(ProblemCode.OVER_CAPACITY, "too many chunks are under way; try again");
    }
}
