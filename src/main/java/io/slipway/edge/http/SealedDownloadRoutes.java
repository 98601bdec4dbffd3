package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.Space;
import io.slipway.seal.Sizes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.OptionalInt;

/** Sealed chunks on their way out, as one run of bytes, also while they arrive; whoever has the key opens them. */
final class SealedDownloadRoutes {
    private static final long MILLIS = 1_000;

    private final Workbench bench;
    private final Offers offers;

    SealedDownloadRoutes(Workbench bench, Offers offers) {
        this.bench = bench;
        this.offers = offers;
    }

    void addTo(RouteTable routes) {
        routes.get("/api/shares/{share}/files/{file}/sealed", RoutePolicy.READ, this::sealed);
        routes.get("/api/shares/{share}/files/{file}/progress", RoutePolicy.READ, this::progress);
    }

    private Future<Void> sealed(Exchange exchange) {
        ShareId share = exchange.share();
        FileId file = exchange.file();
        Downloads.Visitor visitor = Visitors.of(exchange, bench);
        return bench.bus()
                .request(Catalog.CONTENT, Reach.question(exchange, share, file, Mode.SEALED, visitor))
                .compose(content -> {
                    Offers.Offer offer = offer(exchange, share, content, visitor);
                    return content.file().state() == FileState.RECEIVING
                            ? arriving(exchange, offer, content)
                            : offers.answer(exchange, offer);
                });
    }

    private static Offers.Offer offer(
            Exchange exchange, ShareId share, Catalog.Content content, Downloads.Visitor visitor) {
        Catalog.FileView file = content.file();
        Layout sealed = Layout.ofSealed(Sizes.sealed(file.size()));
        return new Offers.Offer(
                new ChunkReader.Source(share, file.id(), exchange.proof(), sealed, 1, content.places()),
                sealed,
                file.etag(),
                Map.of("Content-Type", MediaTypes.BYTES, "Content-Disposition", "attachment"),
                Stage::sealed,
                new Toll.Gate(content.limited(), Mode.SEALED, visitor));
    }

    private Future<Void> arriving(Exchange exchange, Offers.Offer offer, Catalog.Content content) {
        exchange.response()
                .putHeader("X-Chunks-Stored", Long.toString(content.file().storedChunks()));
        OptionalInt wait = Prefer.waits(exchange.request().headers().getAll("Prefer"));
        ByteRange range = ByteRange.of(
                exchange.request().getHeader("Range"), offer.layout().total());
        if (wait.isEmpty() || exchange.head() || !(range instanceof ByteRange.Part part)) {
            return offers.answer(exchange, offer);
        }
        return firstOf(part, offer, content.places(), wait.getAsInt() * MILLIS)
                .recover(failure -> withNumbers(failure, offer.source()))
                .compose(places -> {
                    exchange.response().putHeader("Preference-Applied", "wait=" + wait.getAsInt());
                    long end = places.from() + places.locations().size();
                    return offers.answer(exchange, offer, offer.layout().start(end) - 1);
                });
    }

    /** The places of the first chunk of a range and of those that follow it without a gap. */
    private Future<Catalog.Locations> firstOf(
            ByteRange.Part part, Offers.Offer offer, Catalog.Locations known, long millis) {
        long first = offer.layout().chunkOf(part.from());
        if (known.from() == first && !known.locations().isEmpty()) {
            return Future.succeededFuture(known);
        }
        int count = (int) Math.min(Places.MAX, offer.layout().chunkOf(part.to()) - first + 1);
        ChunkReader.Source source = offer.source();
        return bench.arrivals().within(source.share(), millis, () -> bench.bus()
                .request(
                        Catalog.LOCATE,
                        new Catalog.Locate(source.share(), source.file(), source.proof(), first, count)));
    }

    /** Says how far the file is to whoever waited in vain. */
    private <T> Future<T> withNumbers(Throwable failure, ChunkReader.Source source) {
        if (!(failure instanceof Problem problem) || problem.code() != ProblemCode.NOT_COMPLETE) {
            return Future.failedFuture(failure);
        }
        return bench.bus()
                .request(Space.PROGRESS, new Space.FindProgress(source.share(), source.file(), source.proof(), 1))
                .compose(progress -> Future.failedFuture(new Problem(
                        ProblemCode.NOT_COMPLETE,
                        problem.getMessage(),
                        Map.of("stored", progress.stored(), "chunks", progress.chunks()))));
    }

    private Future<Void> progress(Exchange exchange) {
        ShareId share = exchange.share();
        FileId file = exchange.file();
        Catalog.FindContent same =
                new Catalog.FindContent(share, file, exchange.proof(), Mode.SEALED, 0, 1, Visitors.of(exchange, bench));
        return bench.bus()
                .request(Catalog.CONTENT, same)
                .compose(readable -> bench.bus()
                        .request(
                                Space.PROGRESS,
                                new Space.FindProgress(share, file, exchange.proof(), UploadRoutes.MAX_RUNS)))
                .compose(progress -> Answers.json(
                        exchange.response(),
                        200,
                        new JsonObject()
                                .put("state", progress.state().name())
                                .put("chunks", progress.chunks())
                                .put("stored", progress.stored())
                                .put("frontier", progress.frontier())
                                .put("missing", ShareJson.runs(progress.missing()))));
    }
}
