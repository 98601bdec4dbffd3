package io.slipway.kit;

import io.slipway.bus.Bus;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Delivery;
import io.slipway.seal.Digests;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A keeper of sealed bytes that forgets them when the test ends. */
public final class MemoryChunks {
    /** How many appends were asked for. */
    public final AtomicInteger appends = new AtomicInteger();
    /** How many chunks were read. */
    public final AtomicInteger reads = new AtomicInteger();
    /** Appends asked for and not answered yet; and the most there ever were. */
    public final AtomicInteger appending = new AtomicInteger();

    public final AtomicInteger mostAppending = new AtomicInteger();
    /** What stands between an append and its answer. */
    public volatile Function<Chunks.Append, Future<Void>> beforeAppend = append -> Future.succeededFuture();
    /** What stands between a read and its answer. */
    public volatile Function<Chunks.Read, Future<Void>> beforeRead = read -> Future.succeededFuture();

    /** Where copies are said to lie; null for nowhere. */
    public volatile Function<Delivery.Look, Delivery.Lying> lying = look -> null;
    /** What is done to copies when those are read that are opened; null: there are none. */
    public volatile UnaryOperator<byte[]> copies;
    /** Fetches that had to be from the log. */
    public final AtomicInteger fromLog = new AtomicInteger();

    private final AtomicLong end = new AtomicLong();
    private final Map<Long, Stored> records = new ConcurrentHashMap<>();

    private record Stored(String key, byte[] bytes) {}

    /** Answers on this bus from when the future is done. */
    public Future<Void> serve(Bus bus) {
        return bus.serve(Chunks.APPEND, this::append)
                .compose(v -> bus.serve(Chunks.READ, this::read))
                .compose(v ->
                        bus.serve(Delivery.LOOK, look -> Future.succeededFuture(new Delivery.Seen(lying.apply(look)))))
                .compose(v -> bus.serve(Delivery.FETCH, this::fetch))
                .compose(v -> bus.serve(Chunks.END, end -> Future.succeededFuture(new Chunks.End(this.end.get()))));
    }

    /** Moves every chunk to another place, as extending a lifetime does. */
    public void moveAll() {
        Map<Long, Stored> before = Map.copyOf(records);
        long shift = end.get();
        records.clear();
        before.forEach((offset, stored) -> records.put(offset + shift, stored));
        end.addAndGet(shift);
    }

    private Future<Chunks.Appended> append(Chunks.Append append) {
        appends.incrementAndGet();
        mostAppending.accumulateAndGet(appending.incrementAndGet(), Math::max);
        byte[] bytes = append.bytes().getBytes();
        return beforeAppend
                .apply(append)
                .map(go -> {
                    if (!Digests.sha256(bytes).equals(append.digest())) {
                        throw new Problem(ProblemCode.DIGEST_MISMATCH, "not what was announced");
                    }
                    long offset = end.getAndIncrement();
                    records.put(offset, new Stored(append.fileId() + "/" + append.index(), bytes));
                    return new Chunks.Appended(
                            new ChunkLocation(append.bucket(), append.partition(), offset, bytes.length));
                })
                .onComplete(done -> appending.decrementAndGet());
    }

    private Future<Delivery.Fetched> fetch(Delivery.Fetch fetch) {
        UnaryOperator<byte[]> change = copies;
        boolean anywhere = fetch.from() == Delivery.From.ANYWHERE;
        boolean copied = change != null && anywhere && fetch.run().check() == Chunks.Check.OPENING;
        if (!anywhere) {
            fromLog.incrementAndGet();
        }
        return read(fetch.run())
                .map(read -> copied
                        ? new Delivery.Fetched(
                                read.chunks().stream()
                                        .map(chunk -> Buffer.buffer(change.apply(chunk.getBytes())))
                                        .toList(),
                                true)
                        : new Delivery.Fetched(read.chunks(), false));
    }

    private Future<Chunks.Bytes> read(Chunks.Read read) {
        return beforeRead.apply(read).map(go -> {
            List<Buffer> chunks = new ArrayList<>();
            for (int i = 0; i < read.locations().size(); i++) {
                reads.incrementAndGet();
                Stored stored = records.get(read.locations().get(i).offset());
                if (stored == null || !stored.key.equals(read.fileId() + "/" + (read.from() + i))) {
                    throw new Problem(ProblemCode.NOT_FOUND, "another chunk lies here, or none");
                }
                chunks.add(Buffer.buffer(stored.bytes));
            }
            return new Chunks.Bytes(chunks);
        });
    }
}
