package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.flow.ByteBudget;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.seal.Digests;
import io.slipway.seal.Slp1;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * Sealed chunks on their way in. In this order, and no other: may it, does its length fit, is there room; then the bytes;
 * then durable, indexed, acknowledged.
 */
final class UploadRoutes {
    /** The most runs of missing chunks one answer names. */
    static final int MAX_RUNS = 1_000;

    private final Workbench bench;
    private final JsonBody bodies;

    UploadRoutes(Workbench bench) {
        this.bench = bench;
        this.bodies = new JsonBody(bench);
    }

    void addTo(RouteTable routes) {
        routes.get("/api/files/{file}/upload", RoutePolicy.UPLOAD, this::missing);
        routes.put("/api/files/{file}/chunks/{n}", RoutePolicy.UPLOAD, this::chunk);
        routes.post("/api/files/{file}/complete", RoutePolicy.UPLOAD, this::complete);
    }

    private Future<Void> missing(Exchange exchange) {
        return bench.bus()
                .request(Catalog.MISSING, new Catalog.FindMissing(exchange.file(), exchange.proof(), MAX_RUNS))
                .compose(missing -> Answers.json(
                        exchange.response(),
                        200,
                        new JsonObject()
                                .put("state", missing.state().name())
                                .put("chunks", missing.chunks())
                                .put("stored", missing.stored())
                                .put("missing", ShareJson.runs(missing.ranges()))));
    }

    private Future<Void> complete(Exchange exchange) {
        FileId file = exchange.file();
        return bodies.read(exchange.request(), ShareJson::seal)
                .compose(read -> bench.bus()
                        .request(
                                Catalog.COMPLETE,
                                new Catalog.CompleteFile(bench.freshId(), file, exchange.proof(), read.value())))
                .compose(view -> Answers.json(exchange.response(), 200, ShareJson.file(view)));
    }

    private Future<Void> chunk(Exchange exchange) {
        Incoming body = bench.incoming(exchange.request());
        Wish wish = new Wish(
                exchange.file(),
                exchange.chunk(),
                exchange.proof(),
                ContentDigest.sha256(exchange.request().getHeader("Content-Digest")));
        return bench.bus()
                .request(Catalog.UPLOAD, new Catalog.FindUpload(wish.file, wish.proof, wish.index))
                .compose(target -> {
                    check(body.announced(), target);
                    return take(body, target, wish);
                })
                .compose(indexed -> Answers.json(
                        exchange.response(),
                        indexed.outcome() == Catalog.ChunkOutcome.STORED ? 201 : 200,
                        new JsonObject()
                                .put("outcome", indexed.outcome().name())
                                .put("stored", indexed.stored())
                                .put("chunks", indexed.chunks())));
    }

    /** A chunk that somebody wants to store. */
    private record Wish(FileId file, long index, Digest proof, Digest announced) {}

    private static void check(long announced, Catalog.UploadTarget target) {
        if (target.state() == FileState.COMPLETE) {
            throw new Problem(ProblemCode.ALREADY_COMPLETE, "this file is complete");
        }
        if (announced < 0) {
            throw new Problem(ProblemCode.LENGTH_REQUIRED, "a chunk is sent with its Content-Length");
        }
        if (target.sealedLength() < 1 || target.sealedLength() > Slp1.SEALED_CHUNK_BYTES) {
            throw new IllegalStateException("no chunk has " + target.sealedLength() + " bytes");
        }
        if (announced != target.sealedLength()) {
            throw new Problem(
                    announced > target.sealedLength() ? ProblemCode.CHUNK_TOO_LONG : ProblemCode.CHUNK_TOO_SHORT,
                    "this chunk has " + target.sealedLength() + " bytes when sealed");
        }
    }

    private Future<Catalog.ChunkIndexed> take(Incoming body, Catalog.UploadTarget target, Wish wish) {
        int length = target.sealedLength();
        if (length <= Incoming.FIRST_BYTES) {
            return bench.uploads().take(length).lease().compose(lease -> {
                body.welcome();
                return take(body, Buffer.buffer(), target, wish, lease);
            });
        }
        return bench.uploads().take(Incoming.FIRST_LEASE).lease().compose(little -> {
            body.welcome();
            return body.first()
                    .compose(first -> bench.uploads()
                            .instead(little, length)
                            .lease()
                            .compose(lease -> take(body, first, target, wish, lease)))
                    .onComplete(done -> little.close());
        });
    }

    private Future<Catalog.ChunkIndexed> take(
            Incoming body, Buffer first, Catalog.UploadTarget target, Wish wish, ByteBudget.Lease lease) {
        return body.exactly(target.sealedLength(), first)
                .compose(bytes -> bench.aside(bytes.length, () -> Digests.sha256(bytes))
                        .compose(digest -> {
                            if (wish.announced != null && !wish.announced.equals(digest)) {
                                throw new Problem(
                                        ProblemCode.DIGEST_MISMATCH,
                                        "the bytes don't have the digest that was announced");
                            }
                            return target.stored() == null
                                    ? store(bytes, digest, target, wish)
                                    : known(digest.equals(target.stored()), wish);
                        }))
                .onComplete(done -> lease.close());
    }

    private Future<Catalog.ChunkIndexed> store(byte[] bytes, Digest digest, Catalog.UploadTarget target, Wish wish) {
        Chunks.Append append = new Chunks.Append(
                wish.file,
                wish.index,
                target.bucket(),
                target.partition(),
                target.fence(),
                Wrapped.buffer(bytes),
                digest);
        return bench.bus().request(Chunks.APPEND, append).compose(appended -> bench.bus()
                .request(
                        Catalog.CHUNK_STORED,
                        new Catalog.ChunkStored(
                                wish.file, wish.proof, wish.index, appended.location(), digest, target.fence())));
    }

    /** A chunk that was stored before isn't stored again. */
    private Future<Catalog.ChunkIndexed> known(boolean same, Wish wish) {
        return bench.bus()
                .request(Catalog.MISSING, new Catalog.FindMissing(wish.file, wish.proof, 1))
                .map(missing -> new Catalog.ChunkIndexed(
                        same ? Catalog.ChunkOutcome.REPEATED : Catalog.ChunkOutcome.FIRST_STANDS,
                        missing.stored(),
                        missing.chunks()));
    }
}
